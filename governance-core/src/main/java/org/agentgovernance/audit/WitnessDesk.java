package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.checkpoint.CheckpointWitness;
import org.agentgovernance.checkpoint.MerkleTree;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.file.PrivateFiles;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.jspecify.annotations.Nullable;

/**
 * Shows checkpoints to the witnesses, one thread for each, so that one that hangs holds up nothing
 * but itself. What they signed is kept beside the log.
 */
final class WitnessDesk {
  private static final long CLOSE_SECONDS = 10;

  private final List<Place> places = new ArrayList<>();
  private final long every;

  WitnessDesk(Path directory, AuditOptions options, MerkleTree.Source tree) {
    this.every = options.witnessEvery().toNanos();
    for (CheckpointWitness witness : options.witnesses()) {
      Path file = directory.resolve("witness-" + (places.size() + 1) + ".checkpoint");
      Place place = new Place(witness, file, options, tree);
      places.add(place);
      place.thread.start();
    }
  }

  /** Hands a checkpoint over. Never blocks. */
  void show(SignedCheckpoint checkpoint) {
    places.forEach(place -> place.offer(checkpoint));
  }

  List<String> warnings() {
    return places.stream().map(place -> place.warning).filter(text -> !text.isEmpty()).toList();
  }

  /** Shows the last checkpoint at once and waits some seconds at most. */
  void close() {
    places.forEach(Place::end);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    boolean interrupted = false;
    for (Place place : places) {
      while (place.thread.isAlive() && end - System.nanoTime() > 0) {
        try {
          place.thread.join(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) + 1);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (place.thread.isAlive()) {
        place.thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Place implements Runnable {
    private final CheckpointWitness witness;
    private final Path file;
    private final AuditOptions options;
    private final MerkleTree.Source tree;
    private final Thread thread;
    private @Nullable SignedCheckpoint next;
    private boolean ending;
    private volatile String warning = "";

    Place(CheckpointWitness witness, Path file, AuditOptions options, MerkleTree.Source tree) {
      this.witness = witness;
      this.file = file;
      this.options = options;
      this.tree = tree;
      this.thread = new Thread(this, "audit-witness");
      this.thread.setDaemon(true);
    }

    synchronized void offer(SignedCheckpoint checkpoint) {
      next = checkpoint;
      notifyAll();
    }

    synchronized void end() {
      ending = true;
      notifyAll();
    }

    private synchronized @Nullable SignedCheckpoint take(long notBefore) {
      try {
        while (!ending && (next == null || notBefore - System.nanoTime() > 0)) {
          long wait = next == null ? 0 : notBefore - System.nanoTime();
          wait(next == null ? 0 : TimeUnit.NANOSECONDS.toMillis(wait) + 1);
        }
      } catch (InterruptedException e) {
        return null;
      }
      SignedCheckpoint taken = next;
      next = null;
      return taken;
    }

    @Override
    public void run() {
      long notBefore = System.nanoTime();
      for (SignedCheckpoint shown = take(notBefore); shown != null; shown = take(notBefore)) {
        notBefore = System.nanoTime() + every;
        try {
          SignedCheckpoint signed = witness.witness(shown, tree);
          PrivateFiles.replace(file, signed.toString().getBytes(StandardCharsets.UTF_8));
          warning = "";
        } catch (InterruptedException e) {
          return;
        } catch (IOException | RuntimeException e) {
          warning =
              "witness "
                  + witness.name()
                  + " did not take the checkpoint over "
                  + shown.checkpoint().size()
                  + " records: "
                  + e.getMessage();
          options
              .events()
              .emit(
                  new GovernanceEvent(
                      "audit.witness_failed",
                      options.clock().instant(),
                      null,
                      null,
                      null,
                      Map.of("witness", witness.name(), "reason", "" + e.getMessage())));
        }
      }
    }
  }
}
