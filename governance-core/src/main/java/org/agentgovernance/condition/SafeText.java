package org.agentgovernance.condition;

/** Text that goes into messages and explanations: cut, quoted, without characters that disturb. */
final class SafeText {
  private static final int LONGEST = 80;

  private SafeText() {}

  /** Whether a character is shown as itself: no control, separator, direction or zero width. */
  static boolean visible(int point) {
    switch (Character.getType(point)) {
      case Character.CONTROL:
      case Character.FORMAT:
      case Character.LINE_SEPARATOR:
      case Character.PARAGRAPH_SEPARATOR:
      case Character.SURROGATE:
      case Character.PRIVATE_USE:
      case Character.UNASSIGNED:
        return false;
      default:
        return true;
    }
  }

  /** Appends {@code text} between double quotes, escaped, and cut after 80 characters. */
  static void quote(StringBuilder out, String text) {
    out.append('"');
    int written = 0;
    int i = 0;
    while (i < text.length() && written < LONGEST) {
      int point = text.codePointAt(i);
      if (point == '"' || point == '\\') {
        out.append('\\').append((char) point);
      } else if (visible(point)) {
        out.appendCodePoint(point);
      } else {
        out.append("\\u{").append(Integer.toHexString(point)).append('}');
      }
      i += Character.charCount(point);
      written++;
    }
    out.append(i < text.length() ? "…\"" : "\"");
  }

  /** A name from the expression for use in a message: cut, and without unseen characters. */
  static String name(String text) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length() && i < LONGEST) {
      int point = text.codePointAt(i);
      out.appendCodePoint(visible(point) ? point : '\ufffd');
      i += Character.charCount(point);
    }
    return i < text.length() ? out.append('…').toString() : out.toString();
  }
}
