package org.agentgovernance.cli.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines with flat memory. A line that is too long or not UTF-8 is read to its end and
 * reported when its text is asked for, so that the next line is still found.
 */
final class Lines {
  /** The longest line, in bytes. */
  static final int MAX_BYTES = 4 << 20;

  private static final int KEPT_BYTES = 1 << 16;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private byte[] line = new byte[1024];
  private int length;
  private boolean tooLong;
  private long number;

  Lines(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line; false at the end. */
  boolean next() throws IOException {
    if (line.length > KEPT_BYTES) {
      line = new byte[KEPT_BYTES];
    }
    length = 0;
    tooLong = false;
    boolean any = false;
    while (at < end || fill()) {
      any = true;
      int feed = at;
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      keep(feed - at);
      at = feed + 1;
      if (feed < end) {
        break;
      }
      at = end;
    }
    if (any) {
      number++;
      skipMark();
    }
    return any;
  }

  private void skipMark() {
    if (number == 1
        && length >= BYTE_ORDER_MARK.length
        && Arrays.equals(line, 0, 3, BYTE_ORDER_MARK, 0, 3)) {
      length -= BYTE_ORDER_MARK.length;
      System.arraycopy(line, BYTE_ORDER_MARK.length, line, 0, length);
    }
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  private void keep(int count) {
    if (tooLong || count > MAX_BYTES - length) {
      tooLong = true;
      return;
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, Math.min(2 * line.length, MAX_BYTES)));
    }
    System.arraycopy(buffer, at, line, length, count);
    length += count;
  }

  /** The number of the line, counted from 1. */
  long number() {
    return number;
  }

  /** How many bytes the line has, as far as they were kept. */
  int bytes() {
    return length;
  }

  /** The line without its feed, or null when it is blank. */
  @Nullable String text() throws LineException {
    if (tooLong) {
      throw new LineException("the line has more than " + MAX_BYTES + " bytes");
    }
    if (blank()) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(line, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new LineException("the line is not valid UTF-8");
    }
  }

  private boolean blank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Whether another line, or part of one, can be had without waiting. */
  boolean ready() throws IOException {
    return at < end || in.available() > 0;
  }
}
