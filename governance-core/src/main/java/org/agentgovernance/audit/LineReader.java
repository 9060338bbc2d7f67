package org.agentgovernance.audit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the lines of one segment with flat memory. Used by one thread. */
final class LineReader implements Closeable {
  private static final int MAX_LINE = 64 << 20;

  /** A line longer than any record. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;

    TooLong(long line) {
      super("line " + line + " has more than 64 MiB");
    }
  }

  private final InputStream in;
  private final byte[] chunk = new byte[1 << 18];
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private int at;
  private int end;
  private long offset;
  private long line;
  private boolean torn;

  LineReader(InputStream in) {
    this.in = in;
  }

  static LineReader open(Path file) throws IOException {
    return new LineReader(
        Channels.newInputStream(
            FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))));
  }

  /** The next line without its line feed, or null at the end or before a torn line. */
  byte @Nullable [] next() throws IOException {
    byte[] whole = withinChunk();
    return whole == null ? acrossChunks() : whole;
  }

  /** A line that ends within the bytes that were read already, or null. */
  private byte @Nullable [] withinChunk() {
    int feed = Words.indexOf((byte) '\n', chunk, at, end);
    if (feed == end) {
      return null;
    }
    byte[] bytes = Arrays.copyOfRange(chunk, at, feed);
    offset += bytes.length + 1L;
    line++;
    at = feed + 1;
    return bytes;
  }

  private byte @Nullable [] acrossChunks() throws IOException {
    partial.reset();
    while (true) {
      if (at == end) {
        at = 0;
        end = Math.max(0, in.read(chunk));
        if (end == 0) {
          torn = partial.size() > 0;
          return null;
        }
      }
      int feed = Words.indexOf((byte) '\n', chunk, at, end);
      partial.write(chunk, at, feed - at);
      at = feed;
      if (feed < end) {
        at++;
        byte[] bytes = partial.toByteArray();
        offset += bytes.length + 1L;
        line++;
        return bytes;
      }
      if (partial.size() > MAX_LINE) {
        throw new TooLong(line + 1);
      }
    }
  }

  /** The number of the line read last, counted from 1. */
  long line() {
    return line;
  }

  /** Where the next line begins; at the end, the length of all complete lines. */
  long offset() {
    return offset;
  }

  /** Whether the end was reached within a line. */
  boolean torn() {
    return torn;
  }

  /** The bytes of the line that has no end. */
  byte[] tornBytes() {
    return partial.toByteArray();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
