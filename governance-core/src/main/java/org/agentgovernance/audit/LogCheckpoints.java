package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.jspecify.annotations.Nullable;

/**
 * The log's own checkpoints in their order, one read ahead, compared as the tree reaches their
 * size. Of each file only the last one's signatures are checked: it covers those before it. Used by
 * one thread.
 */
final class LogCheckpoints implements AutoCloseable {
  private final TreeCheck tree;
  private final ArrayDeque<Path> files;
  private @Nullable CheckpointReader reader;
  private String file = "";
  private @Nullable SignedCheckpoint next;
  private boolean lastOfFile;
  private @Nullable SignedCheckpoint following;
  private long before;
  private boolean started;

  LogCheckpoints(TreeCheck tree, Collection<Path> files) {
    this.tree = tree;
    this.files = new ArrayDeque<>(files);
  }

  /** Compares every checkpoint over no more records than were read. */
  @Nullable AuditProblem reached(long size) throws IOException {
    if (!started) {
      started = true;
      AuditProblem problem = advance();
      if (problem != null) {
        return problem;
      }
    }
    while (next != null && next.checkpoint().size() <= size) {
      AuditProblem problem =
          tree.check(next, "the log's own checkpoint", file, lastOfFile || size == 0);
      if (problem == null) {
        problem = advance();
      }
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  /** The first checkpoint over more records than there are, or null. */
  @Nullable SignedCheckpoint beyond() {
    return next;
  }

  private @Nullable AuditProblem advance() throws IOException {
    try {
      if (following == null && !open()) {
        next = null;
        return null;
      }
      next = following;
      following = reader == null ? null : reader.next();
      lastOfFile = following == null;
      long size = next == null ? before : next.checkpoint().size();
      if (size < before) {
        return new AuditProblem(
            Kind.CHECKPOINT,
            file,
            0,
            size + 1,
            "a checkpoint over " + size + " records stands after one over " + before);
      }
      before = size;
      return null;
    } catch (CheckpointFiles.Unreadable e) {
      return new AuditProblem(Kind.CHECKPOINT, file, 0, before + 1, String.valueOf(e.getMessage()));
    }
  }

  /** Opens the next file that holds a checkpoint. */
  private boolean open() throws IOException, CheckpointFiles.Unreadable {
    while (following == null && !files.isEmpty()) {
      close();
      Path path = files.remove();
      file = String.valueOf(path.getFileName());
      reader = new CheckpointReader(path);
      following = reader.next();
    }
    return following != null;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
