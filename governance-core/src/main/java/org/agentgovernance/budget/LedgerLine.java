package org.agentgovernance.budget;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The lines of a journal: one entry each, and its CRC-32C in eight hexadecimal digits. */
final class LedgerLine {
  private static final int CRC_CHARS = 8;

  private LedgerLine() {}

  static String account(int number, String key) {
    return "A " + number + " " + key;
  }

  static String used(int account, long slice, long amount) {
    return "U " + account + " " + slice + " " + amount;
  }

  static String book(int account, long slice, long amount) {
    return "B " + account + " " + slice + " " + amount;
  }

  static String reserve(long id, int account, long slice, long amount) {
    return "R " + id + " " + account + " " + slice + " " + amount;
  }

  static String start(long id) {
    return "S " + id;
  }

  static String settle(long id, long actual) {
    return "E " + id + " " + actual;
  }

  /** The bytes of a line, with CRC and line feed. */
  static byte[] bytes(String entry) {
    byte[] text = entry.getBytes(StandardCharsets.UTF_8);
    return (entry + " " + crc(text, text.length) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The entry of a line without line feed, or null when its CRC is another. */
  static @Nullable String entry(byte[] line, int length) {
    int end = length - CRC_CHARS - 1;
    if (end < 1 || line[end] != ' ') {
      return null;
    }
    String found = new String(line, end + 1, CRC_CHARS, StandardCharsets.US_ASCII);
    return found.equals(crc(line, end)) ? new String(line, 0, end, StandardCharsets.UTF_8) : null;
  }

  private static String crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
