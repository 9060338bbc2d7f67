package org.agentgovernance.flow;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a value and a text are compared: Unicode NFKC, lower case of the root locale,
 * each run of white space one space, none at the ends.
 *
 * <p>Characters that a reader does not see (zero-width, bidirectional, other format and control
 * characters, variation selectors, fillers) or that have no meaning (unassigned, private use, half
 * of a pair) are never dropped. In a text each becomes {@link #UNSEEN}, which belongs to the word
 * it stands in; a value that has one has no normal form.
 */
final class NormalForm {
  /** Stands in a text for each character that a reader does not see. */
  static final char UNSEEN = '\uFFFD';

  private NormalForm() {}

  static String ofText(String raw) {
    if (isPlain(raw)) {
      return folded(raw);
    }
    StringBuilder seen = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); ) {
      int c = raw.codePointAt(i);
      seen.appendCodePoint(isSpace(c) ? ' ' : isUnseen(c) ? UNSEEN : c);
      i += Character.charCount(c);
    }
    return normal(seen.toString());
  }

  /** A value's normal form, or null when it has a character that a reader does not see. */
  static @Nullable String ofValue(String raw) {
    if (isPlain(raw)) {
      return folded(raw);
    }
    for (int i = 0; i < raw.length(); ) {
      int c = raw.codePointAt(i);
      if (!isSpace(c) && isUnseen(c)) {
        return null;
      }
      i += Character.charCount(c);
    }
    return normal(raw);
  }

  private static String normal(String seen) {
    return folded(Normalizer.normalize(seen, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
  }

  /** Only visible ASCII and white space: nothing but case and spaces can need a change. */
  private static boolean isPlain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c > '~' || (c < ' ' && !isSpace(c))) {
        return false;
      }
    }
    return true;
  }

  private static String folded(String raw) {
    StringBuilder out = null;
    boolean space = true;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean white = isSpace(c);
      char wanted = white ? ' ' : c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
      boolean dropped = white && space;
      if (out == null && (dropped || wanted != c)) {
        out = new StringBuilder(raw.length()).append(raw, 0, i);
      }
      if (out != null && !dropped) {
        out.append(wanted);
      }
      space = white;
    }
    String result = out == null ? raw : out.toString();
    return result.endsWith(" ") ? result.substring(0, result.length() - 1) : result;
  }

  private static boolean isSpace(int c) {
    return c < 128 ? c == ' ' || (c >= '\t' && c <= '\r') : c == 0x85 || Character.isSpaceChar(c);
  }

  private static boolean isUnseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> c == UNSEEN || isIgnorable(c);
    };
  }

  /** What Unicode calls default ignorable and yet counts among the letters and marks. */
  private static boolean isIgnorable(int c) {
    return c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F)
        || c == 0x2800
        || c == 0x3164
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFFA0
        || (c >= 0xE0100 && c <= 0xE01EF);
  }
}
