package org.agentgovernance.audit;

import java.util.Arrays;

/**
 * Builds lines of JSON as UTF-8. Everything that could end a line early, hide text or reorder it on
 * a screen is escaped: C0, DEL, C1, U+2028/9, bidirectional controls and zero-width characters.
 */
final class LineBuffer {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final char REPLACEMENT = '\uFFFD';
  private static final int KEEP = 1 << 20;

  private Redaction redaction = Redaction.none();
  private byte[] bytes = new byte[4096];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Sets what is taken out of every text from here on. */
  void redact(Redaction value) {
    redaction = value;
  }

  Redaction redaction() {
    return redaction;
  }

  /** Forgets what was appended since it had a length. */
  void cut(int to) {
    length = to;
  }

  /** Forgets the content, and the array when it has grown large. */
  void clear() {
    length = 0;
    if (bytes.length > 2 * KEEP) {
      bytes = new byte[KEEP];
    }
  }

  /** Appends ASCII that needs no escape. */
  @SuppressWarnings("deprecation") // keeps the lower byte of each character: for ASCII, a copy
  void ascii(String text) {
    int n = text.length();
    reserve(n);
    text.getBytes(0, n, bytes, length);
    length += n;
  }

  void number(long value) {
    ascii(Long.toString(value));
  }

  void digit(int value) {
    reserve(1);
    bytes[length++] = (byte) ('0' + value);
  }

  /** Appends the lower eight hexadecimal digits of a number. */
  void hex8(int value) {
    reserve(8);
    for (int shift = 28; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(value >>> shift) & 15];
    }
  }

  void hex(byte[] hash) {
    reserve(2 * hash.length);
    byte[] to = bytes;
    int at = length;
    for (byte b : hash) {
      to[at] = HEX[(b >> 4) & 15];
      to[at + 1] = HEX[b & 15];
      at += 2;
    }
    length = at;
  }

  /** Appends bytes that were written by another buffer. */
  void append(byte[] more, int count) {
    reserve(count);
    System.arraycopy(more, 0, bytes, length, count);
    length += count;
  }

  /** Appends a JSON string of at most that many characters, with a note of what was left out. */
  void string(String said, int limit) {
    String text = redaction.text(said); // before it is cut, so that no part of a secret stays
    int n = text.length() <= limit ? text.length() : limit;
    reserve(6 * n + 2);
    bytes[length++] = '"';
    for (int i = plain(text, n); i < n; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        bytes[length++] = (byte) c;
      } else if (c == '"' || c == '\\') {
        bytes[length++] = '\\';
        bytes[length++] = (byte) c;
      } else {
        i = beyondAscii(text, i, n);
      }
    }
    if (n < text.length()) {
      ascii(" [" + (text.length() - n) + " more characters]");
    }
    ascii("\"");
  }

  /** Appends the first characters of a text, up to one that is no plain ASCII; says how many. */
  private int plain(String text, int n) {
    byte[] to = bytes;
    int at = length;
    int i = 0;
    while (i < n && isPlain(text.charAt(i))) {
      to[at + i] = (byte) text.charAt(i);
      i++;
    }
    length = at + i;
    return i;
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
  }

  /** Appends JSON text, with the characters escaped that its own rules leave alone. */
  void json(String text) {
    int n = text.length();
    reserve(6 * n);
    for (int i = 0; i < n; i++) {
      char c = text.charAt(i);
      if (c < 0x7F) {
        bytes[length++] = (byte) c;
      } else {
        i = beyondAscii(text, i, n);
      }
    }
  }

  /** Appends the character at i, or the pair there, and returns the index of its last half. */
  private int beyondAscii(String text, int i, int end) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)
        && i + 1 < end
        && Character.isLowSurrogate(text.charAt(i + 1))) {
      int point = Character.toCodePoint(c, text.charAt(i + 1));
      if (Character.getType(point) == Character.FORMAT) {
        escape(c);
        escape(text.charAt(i + 1));
      } else {
        bytes[length++] = (byte) (0xF0 | (point >> 18));
        bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        bytes[length++] = (byte) (0x80 | (point & 0x3F));
      }
      return i + 1;
    }
    if (Character.isSurrogate(c)) {
      escape(REPLACEMENT);
    } else if (unsafe(c)) {
      escape(c);
    } else if (c < 0x800) {
      bytes[length++] = (byte) (0xC0 | (c >> 6));
      bytes[length++] = (byte) (0x80 | (c & 0x3F));
    } else {
      bytes[length++] = (byte) (0xE0 | (c >> 12));
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
      bytes[length++] = (byte) (0x80 | (c & 0x3F));
    }
    return i;
  }

  private static boolean unsafe(char c) {
    if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
      return true;
    }
    int type = Character.getType(c);
    return type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private void escape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    bytes[length++] = HEX[c >> 12];
    bytes[length++] = HEX[(c >> 8) & 15];
    bytes[length++] = HEX[(c >> 4) & 15];
    bytes[length++] = HEX[c & 15];
  }

  private void reserve(int more) {
    long needed = (long) length + more;
    if (needed > bytes.length) {
      if (needed > Integer.MAX_VALUE - 16) {
        throw new IllegalStateException("a batch of records over 2 GiB");
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, 2 * needed));
    }
  }
}
