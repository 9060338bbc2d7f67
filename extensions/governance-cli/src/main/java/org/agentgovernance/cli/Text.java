package org.agentgovernance.cli;

import java.util.Locale;

/** Lays out text for a terminal. */
public final class Text {
  private Text() {}

  /**
   * The text with every character that does not show itself made visible as an escape, but the line
   * feed: control characters, those that turn the direction of writing, those without a width.
   *
   * @param text any text
   * @return the text, safe to be shown
   */
  public static String safe(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int length = Character.charCount(c);
      if (c == '\n' || !hidden(c)) {
        if (out != null) {
          out.appendCodePoint(c);
        }
      } else {
        if (out == null) {
          out = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        for (int unit = i; unit < i + length; unit++) {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(unit)));
        }
      }
      i += length;
    }
    return out == null ? text : out.toString();
  }

  private static boolean hidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** Breaks lines at spaces; the first begins with one text, all others with as many spaces. */
  static String wrap(String first, String text, int width) {
    String indent = " ".repeat(first.length());
    StringBuilder out = new StringBuilder(text.length() + 64).append(first);
    int used = first.length();
    boolean start = true;
    for (String word : safe(text).replace('\n', ' ').split(" +", -1)) {
      if (!start && used + 1 + word.length() > width) {
        out.append('\n').append(indent);
        used = indent.length();
        start = true;
      }
      if (!start) {
        out.append(' ');
        used++;
      }
      out.append(word);
      used += word.length();
      start = false;
    }
    return out.toString();
  }

  /** A text whose words are all at most as long as a line, so that it can be wrapped. */
  static String broken(String text, int width) {
    String safe = safe(text);
    StringBuilder out = new StringBuilder(safe.length() + 16);
    int used = 0;
    for (int i = 0; i < safe.length(); ) {
      int c = safe.codePointAt(i);
      used = c == ' ' || c == '\n' ? 0 : used + Character.charCount(c);
      if (used > width) {
        out.append(' ');
        used = Character.charCount(c);
      }
      out.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  /** A text padded with spaces to a width. */
  static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /** A text cut to a width. */
  static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }
}
