package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.checkpoint.Checkpoint;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.checkpoint.TreeHash;
import org.agentgovernance.file.PrivateFiles;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.jspecify.annotations.Nullable;

/**
 * Signs checkpoints of what is durable, writes them beside the segments, and hands them to the
 * witnesses, on a thread of its own: no call waits for a signature. When it is slow, only the
 * newest checkpoint is made.
 */
final class Checkpointer implements Runnable {
  /** The name in the checkpoints of a log that nobody signs. */
  static final String UNSIGNED = "unsigned-audit-log";

  private static final long CLOSE_SECONDS = 30;

  private record Job(int segment, long size, TreeHash root) {}

  private final Path directory;
  private final AuditOptions options;
  private final @Nullable CheckpointSigner signer;
  private final WitnessDesk witnesses;
  private final Thread thread;
  private final Object lock = new Object();
  private @Nullable Job next;
  private boolean closing;

  private @Nullable FileChannel channel;
  private int open;

  private volatile @Nullable SignedCheckpoint last;
  private volatile @Nullable String unsigned;
  private volatile @Nullable IOException failure;

  Checkpointer(
      Path directory, AuditOptions options, @Nullable SignedCheckpoint last, WitnessDesk desk) {
    this.directory = directory;
    this.options = options;
    this.signer = options.signer();
    this.last = last;
    this.witnesses = desk;
    this.thread = new Thread(this, "audit-checkpoints");
    this.thread.setDaemon(true);
  }

  /** Makes the first checkpoint on the calling thread: a key that cannot sign refuses to open. */
  void start(int segment, long size, TreeHash root) throws IOException {
    try {
      keep(segment, sign(size, root));
    } catch (GeneralSecurityException e) {
      throw new IOException("the first checkpoint could not be signed: " + e.getMessage(), e);
    }
    thread.start();
  }

  /** Asks for a checkpoint. Never blocks. */
  void submit(int segment, long size, TreeHash root) {
    synchronized (lock) {
      next = new Job(segment, size, root);
      lock.notifyAll();
    }
  }

  /** Makes the last checkpoint that was asked for and ends; waits half a minute at most. */
  void close() {
    synchronized (lock) {
      closing = true;
      lock.notifyAll();
    }
    boolean interrupted = false;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    while (thread.isAlive() && end - System.nanoTime() > 0) {
      try {
        thread.join(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()) + 1);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    witnesses.close();
  }

  /** The newest checkpoint that was written. */
  @Nullable SignedCheckpoint last() {
    return last;
  }

  /** Why a checkpoint could not be written: the log must not go on. */
  @Nullable IOException failure() {
    return failure;
  }

  List<String> warnings() {
    String warning = unsigned;
    return warning == null ? witnesses.warnings() : List.of(warning);
  }

  @Override
  public void run() {
    try {
      for (Job job = take(); job != null; job = take()) {
        make(job);
      }
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = new IOException("the checkpoints ended: " + e, e);
    } finally {
      closeFile();
    }
  }

  private @Nullable Job take() {
    synchronized (lock) {
      while (next == null && !closing) {
        try {
          lock.wait();
        } catch (InterruptedException e) {
          closing = true; // nobody interrupts this thread but to end it
        }
      }
      Job job = next;
      next = null;
      return job;
    }
  }

  private void make(Job job) throws IOException {
    SignedCheckpoint made;
    try {
      made = sign(job.size(), job.root());
    } catch (GeneralSecurityException | RuntimeException e) {
      unsigned =
          "the checkpoint over " + job.size() + " records could not be signed: " + e.getMessage();
      options.events().emit(event("audit.checkpoint_unsigned", Map.of("reason", "" + e)));
      return;
    }
    keep(job.segment(), made);
    unsigned = null;
  }

  private GovernanceEvent event(String kind, Map<String, String> details) {
    return new GovernanceEvent(kind, options.clock().instant(), null, null, null, details);
  }

  private SignedCheckpoint sign(long size, TreeHash root) throws GeneralSecurityException {
    if (signer == null) {
      return new SignedCheckpoint(new Checkpoint(UNSIGNED, size, root), List.of());
    }
    Checkpoint checkpoint = new Checkpoint(signer.key().name(), size, root);
    SignedCheckpoint signed = SignedCheckpoint.sign(checkpoint, signer);
    if (signed.by(signer.key()).isEmpty()) {
      throw new GeneralSecurityException("the signature is not of the signer's own key");
    }
    return signed;
  }

  private void keep(int segment, SignedCheckpoint made) throws IOException {
    if (channel == null || open != segment) {
      closeFile();
      channel = PrivateFiles.openForWriting(directory.resolve(AuditDirectory.checkpoints(segment)));
      open = segment;
      PrivateFiles.force(directory);
    }
    ByteBuffer bytes = ByteBuffer.wrap(CheckpointFiles.stored(made));
    long position = channel.size();
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
    channel.force(true);
    last = made;
    witnesses.show(made);
  }

  private void closeFile() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      failure = failure == null ? e : failure; // it was forced, but the disk is in doubt
    }
  }
}
