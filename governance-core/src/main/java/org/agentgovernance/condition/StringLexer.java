package org.agentgovernance.condition;

import java.nio.charset.StandardCharsets;

/** Reads one string or bytes constant: prefixes, one or three quotes, escapes. */
final class StringLexer {
  private final String source;
  private final int start;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private boolean raw;
  private boolean bytes;

  StringLexer(String source, int start) {
    this.source = source;
    this.start = start;
    this.at = start;
  }

  /** Whether the letters at {@code at} are the prefix of a string, such as {@code rb"…"}. */
  static boolean startsAt(String source, int at) {
    int prefix = 0;
    boolean raw = false;
    boolean bytes = false;
    while (at + prefix < source.length()) {
      char c = source.charAt(at + prefix);
      if ((c == 'r' || c == 'R') && !raw) {
        raw = true;
      } else if ((c == 'b' || c == 'B') && !bytes) {
        bytes = true;
      } else {
        return prefix > 0 && (c == '"' || c == '\'');
      }
      prefix++;
    }
    return false;
  }

  Token read() {
    char c = source.charAt(at);
    while (c != '"' && c != '\'') {
      raw |= c == 'r' || c == 'R';
      bytes |= c == 'b' || c == 'B';
      at++;
      c = source.charAt(at);
    }
    char quote = c;
    boolean triple = source.startsWith(String.valueOf(quote).repeat(3), at);
    at += triple ? 3 : 1;
    while (!closed(quote, triple)) {
      one(triple);
    }
    String text = out.toString();
    return new Token(bytes ? Token.Kind.BYTES : Token.Kind.STRING, start, at, text);
  }

  private boolean closed(char quote, boolean triple) {
    if (at >= source.length()) {
      throw Refusal.syntax(start, at, "the string is not closed");
    }
    if (source.charAt(at) != quote) {
      return false;
    }
    if (!triple) {
      at++;
      return true;
    }
    if (at + 2 < source.length()
        && source.charAt(at + 1) == quote
        && source.charAt(at + 2) == quote) {
      at += 3;
      return true;
    }
    return false;
  }

  private void one(boolean triple) {
    char c = source.charAt(at);
    if (!triple && (c == '\n' || c == '\r')) {
      throw Refusal.syntax(start, at, "the string is not closed on its line");
    }
    if (c == '\\' && !raw) {
      escape();
      return;
    }
    int point = source.codePointAt(at);
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      throw Refusal.syntax(at, at + 1, "half of a surrogate pair is not a character");
    }
    append(point);
    at += Character.charCount(point);
  }

  private void append(int point) {
    if (!bytes || point < 0x80) {
      out.appendCodePoint(point);
      return;
    }
    for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
      out.append((char) (b & 0xff));
    }
  }

  private void escape() {
    int from = at;
    char c = at + 1 < source.length() ? source.charAt(at + 1) : '\0';
    at += 2;
    switch (c) {
      case 'a':
        out.append('\u0007');
        break;
      case 'b':
        out.append('\b');
        break;
      case 'f':
        out.append('\f');
        break;
      case 'n':
        out.append('\n');
        break;
      case 'r':
        out.append('\r');
        break;
      case 't':
        out.append('\t');
        break;
      case 'v':
        out.append('\u000b');
        break;
      case '\\':
      case '?':
      case '"':
      case '\'':
      case '`':
        out.append(c);
        break;
      case 'x':
      case 'X':
        number(from, 2, 16, 0xff);
        break;
      case 'u':
      case 'U':
        if (bytes) {
          throw Refusal.syntax(from, at, "bytes have no \\u escape; write \\x");
        }
        number(from, c == 'u' ? 4 : 8, 16, Character.MAX_CODE_POINT);
        break;
      case '0':
      case '1':
      case '2':
      case '3':
        at--;
        number(from, 3, 8, 0xff);
        break;
      default:
        throw new Refusal(
            from,
            Math.min(at, source.length()),
            Codes.SYNTAX,
            "unknown escape in a string",
            "write \\\\ for a backslash, or a raw string: r\"…\"");
    }
  }

  private void number(int from, int digits, int radix, int most) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = at < source.length() ? Character.digit(source.charAt(at), radix) : -1;
      if (digit < 0 || source.charAt(at) > 'f') {
        throw Refusal.syntax(from, at, "the escape needs " + digits + " digits");
      }
      value = value * radix + digit;
      at++;
    }
    boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
    if (value > most || surrogate) {
      throw Refusal.syntax(from, at, "the escape is not a Unicode character");
    }
    if (bytes) {
      out.append((char) value);
    } else {
      out.appendCodePoint((int) value);
    }
  }
}
