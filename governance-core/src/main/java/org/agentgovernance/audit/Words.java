package org.agentgovernance.audit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes of an array at a time. */
final class Words {
  /** How many bytes a word has. */
  static final int BYTES = Long.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private Words() {}

  /**
   * Whether the eight bytes from there on are characters of a JSON string that stand for itself.
   */
  static boolean plain(byte[] bytes, int from) {
    long word = (long) WORD.get(bytes, from);
    long control = (word - ONES * 0x20) & ~word;
    return ((word | control | zeros(word ^ (ONES * '"')) | zeros(word ^ (ONES * '\\'))) & HIGHS)
        == 0;
  }

  /** Where a byte stands first, or the end when it does not. */
  static int indexOf(byte sought, byte[] bytes, int from, int end) {
    long pattern = ONES * (sought & 255);
    int at = from;
    for (; at + BYTES <= end; at += BYTES) {
      long found = zeros((long) WORD.get(bytes, at) ^ pattern) & HIGHS;
      if (found != 0) {
        return at + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (at < end && bytes[at] != sought) {
      at++;
    }
    return at;
  }

  /** The high bit of the lowest byte that is zero, and perhaps of higher ones; none without any. */
  private static long zeros(long word) {
    return (word - ONES) & ~word;
  }
}
