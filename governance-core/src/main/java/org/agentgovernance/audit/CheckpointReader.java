package org.agentgovernance.audit;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.jspecify.annotations.Nullable;

/** Reads a file of checkpoints one after the other with flat memory. Used by one thread. */
final class CheckpointReader implements Closeable {
  private final String name;
  private final Reader in;
  private final StringBuilder note = new StringBuilder();

  CheckpointReader(Path file) throws IOException {
    this.name = String.valueOf(file.getFileName());
    FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    // One character for each byte, so that lengths are those of the file.
    this.in =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.ISO_8859_1));
  }

  /** The next checkpoint, or null at the end. */
  @Nullable SignedCheckpoint next() throws IOException, CheckpointFiles.Unreadable {
    note.setLength(0);
    int gaps = 0;
    int lineStart = 0;
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n' && note.length() == lineStart && ++gaps == 2) {
        return parse();
      }
      note.append((char) c);
      if (c == '\n') {
        lineStart = note.length();
      }
      if (note.length() > SignedCheckpoint.MAX_CHARS) {
        throw new CheckpointFiles.Unreadable(name + " holds something that is no checkpoint");
      }
    }
    return null;
  }

  /** How many bytes at the end belong to no complete checkpoint. */
  long torn() {
    return note.length();
  }

  private SignedCheckpoint parse() throws CheckpointFiles.Unreadable {
    try {
      byte[] bytes = note.toString().getBytes(StandardCharsets.ISO_8859_1);
      return SignedCheckpoint.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new CheckpointFiles.Unreadable(
          name + " holds something that is no checkpoint: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
