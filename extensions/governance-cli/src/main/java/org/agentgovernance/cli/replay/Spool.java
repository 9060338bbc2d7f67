package org.agentgovernance.cli.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are put away until they are asked for, so that declarations of sessions that have not
 * begun take no memory. The last ones are at hand; older ones are in a temporary file that nobody
 * else may read and that is deleted in the end.
 */
final class Spool implements AutoCloseable {
  private static final int AT_HAND = 1 << 16;

  /**
   * Where a text is.
   *
   * @param offset its first byte
   * @param length how many bytes it has
   */
  record Place(long offset, int length) {}

  private byte[] last = new byte[AT_HAND];
  private int size;
  private long written;
  private @Nullable Path file;
  private @Nullable FileChannel channel;

  Place put(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (size + bytes.length > AT_HAND) {
      write();
    }
    if (bytes.length > last.length) {
      last = Arrays.copyOf(last, bytes.length);
    }
    System.arraycopy(bytes, 0, last, size, bytes.length);
    Place place = new Place(written + size, bytes.length);
    size += bytes.length;
    return place;
  }

  private void write() {
    try {
      FileChannel to = open();
      ByteBuffer bytes = ByteBuffer.wrap(last, 0, size);
      while (bytes.hasRemaining()) {
        to.write(bytes, written + bytes.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary file cannot be written", e);
    }
    written += size;
    size = 0;
    last = last.length > AT_HAND ? new byte[AT_HAND] : last;
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      Path made = Files.createTempFile("governance-replay-", ".sessions");
      file = made;
      open = FileChannel.open(made, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = open;
    }
    return open;
  }

  String get(Place place) {
    if (place.offset() >= written) {
      int from = (int) (place.offset() - written);
      return new String(last, from, place.length(), StandardCharsets.UTF_8);
    }
    ByteBuffer bytes = ByteBuffer.allocate(place.length());
    try {
      FileChannel from = open();
      while (bytes.hasRemaining()) {
        if (from.read(bytes, place.offset() + bytes.position()) < 0) {
          throw new IOException("the temporary file was cut");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary file cannot be read", e);
    }
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }
}
