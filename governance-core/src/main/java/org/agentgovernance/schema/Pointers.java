package org.agentgovernance.schema;

/** JSON Pointers (RFC 6901), and names made safe to show. */
final class Pointers {
  private static final int MAX_SHOWN = 200;
  private static final int MAX_NAME = 64;

  private Pointers() {}

  static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** A child whose name was chosen by the caller: escaped and shortened. */
  static String shownChild(String pointer, String name) {
    return child(pointer, shown(name, MAX_NAME));
  }

  static String shown(String text) {
    return shown(text, MAX_SHOWN);
  }

  /** The text with control, format and surrogate characters escaped, and its end cut off. */
  static String shown(String text, int limit) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 8);
    int i = 0;
    while (i < text.length()) {
      if (out.length() >= limit) {
        return out.append('…').toString();
      }
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (plain(c)) {
        out.appendCodePoint(c);
      } else {
        out.append(String.format("\\u%04x", c));
      }
    }
    return out.toString();
  }

  private static boolean plain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
