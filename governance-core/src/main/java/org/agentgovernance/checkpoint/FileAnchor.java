package org.agentgovernance.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Appends every checkpoint to a file: on a mount that can only be appended to, or in a directory
 * that another team collects. It is as independent as that place is. Safe for use by one log.
 */
public final class FileAnchor implements CheckpointWitness {
  private final Path file;

  /**
   * An anchor in a file.
   *
   * @param file the file, made when it is missing; its directory must exist
   */
  public FileAnchor(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return "file " + file;
  }

  @Override
  public SignedCheckpoint witness(SignedCheckpoint checkpoint, MerkleTree.Source tree)
      throws IOException {
    Set<java.nio.file.OpenOption> options =
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND,
            LinkOption.NOFOLLOW_LINKS);
    try (FileChannel channel = FileChannel.open(file, options)) {
      ByteBuffer bytes = ByteBuffer.wrap((checkpoint + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    return checkpoint;
  }
}
