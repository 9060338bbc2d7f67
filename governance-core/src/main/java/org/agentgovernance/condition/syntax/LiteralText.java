package org.agentgovernance.condition.syntax;

/** Writes constants so that they parse to the same value again. */
final class LiteralText {
  private static final String HEX = "0123456789abcdef";

  private LiteralText() {}

  static void append(StringBuilder out, Literal literal) {
    Object value = literal.value();
    switch (literal.kind()) {
      case NULL:
        out.append("null");
        break;
      case UINT:
        out.append(value instanceof Long bits ? Long.toUnsignedString(bits) : "0").append('u');
        break;
      case STRING:
        quote(out, String.valueOf(value), false);
        break;
      case BYTES:
        out.append('b');
        quote(out, String.valueOf(value), true);
        break;
      default:
        out.append(value);
        break;
    }
  }

  private static void quote(StringBuilder out, String text, boolean bytes) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (c < 0x20 || c == 0x7f || (bytes && c > 0x7f)) {
        out.append("\\x").append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
      } else if (invisible(c)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX.charAt((c >> shift) & 15));
        }
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /**
   * C1 controls, line and paragraph separators, direction marks, zero width and byte order mark.
   */
  private static boolean invisible(char c) {
    return (c >= 0x80 && c < 0xa0)
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff;
  }
}
