package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.file.PrivateFiles;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints beside each segment, {@code audit-00000001.checkpoints}: signed notes one after
 * the other, each ended by an empty line.
 */
final class CheckpointFiles {
  /** A part of the file that is no checkpoint. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  private CheckpointFiles() {}

  /** How a checkpoint stands in the file. */
  static byte[] stored(SignedCheckpoint checkpoint) {
    return (checkpoint + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the checkpoints of a file in their order.
   *
   * @return how many bytes at the end belong to no complete checkpoint, as a killed writer leaves
   *     them
   */
  static long read(Path file, Consumer<SignedCheckpoint> each) throws IOException, Unreadable {
    try (CheckpointReader in = new CheckpointReader(file)) {
      for (SignedCheckpoint next = in.next(); next != null; next = in.next()) {
        each.accept(next);
      }
      return in.torn();
    }
  }

  /** The last checkpoint of a log, or null when there is none. */
  static @Nullable SignedCheckpoint last(Path directory) throws IOException, Unreadable {
    List<Path> files = new ArrayList<>(AuditDirectory.checkpoints(directory).values());
    for (int i = files.size() - 1; i >= 0; i--) {
      SignedCheckpoint[] last = new SignedCheckpoint[1];
      read(files.get(i), checkpoint -> last[0] = checkpoint);
      if (last[0] != null) {
        return last[0];
      }
    }
    return null;
  }

  /** Cuts off an end that is no complete checkpoint; gives the facts, or null without any. */
  static @Nullable Map<String, Object> repair(Path directory) throws IOException, Unreadable {
    var files = AuditDirectory.checkpoints(directory);
    if (files.isEmpty()) {
      return null;
    }
    Path file = files.get(files.lastKey());
    long torn = file == null ? 0 : read(file, checkpoint -> {});
    if (file == null || torn == 0) {
      return null;
    }
    try (FileChannel channel = PrivateFiles.openForWriting(file)) {
      channel.truncate(channel.size() - torn);
      channel.force(true);
    }
    return Map.of("checkpoints", String.valueOf(file.getFileName()), "bytes", torn);
  }

  /** Keeps only the last checkpoint of a segment that is removed. */
  static void thin(Path file) throws IOException, Unreadable {
    SignedCheckpoint[] last = new SignedCheckpoint[1];
    read(file, checkpoint -> last[0] = checkpoint);
    if (last[0] != null) {
      PrivateFiles.replace(file, stored(last[0]));
    }
  }
}
