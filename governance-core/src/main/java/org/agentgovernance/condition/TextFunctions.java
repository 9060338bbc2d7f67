package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;

/** Functions on text; positions and lengths count Unicode characters, not UTF-16 units. */
final class TextFunctions {
  private TextFunctions() {}

  static Object apply(Frame frame, Function function, Object[] values) {
    if (!(values[0] instanceof String text)) {
      throw CallNode.noOverload(function, values);
    }
    frame.text(text.length());
    switch (function) {
      case LOWER_ASCII:
        return ascii(text, 'A', 'Z');
      case UPPER_ASCII:
        return ascii(text, 'a', 'z');
      case TRIM:
        return trim(text);
      case REVERSE:
        return new StringBuilder(text).reverse().toString();
      case QUOTE:
        return QuotedText.of(text);
      case CHAR_AT:
        return charAt(text, whole(function, values, 1));
      case SUBSTRING:
        long end = values.length > 2 ? whole(function, values, 2) : length(text);
        return substring(text, whole(function, values, 1), end);
      default:
        return withText(frame, function, values, text);
    }
  }

  private static Object withText(Frame frame, Function function, Object[] values, String text) {
    if (!(values[1] instanceof String other)) {
      throw CallNode.noOverload(function, values);
    }
    if (function != Function.STARTS_WITH && function != Function.ENDS_WITH) {
      frame.text(searchCost(text, other));
    }
    switch (function) {
      case STARTS_WITH:
        return text.startsWith(other);
      case ENDS_WITH:
        return text.endsWith(other);
      case CONTAINS:
        return text.contains(other);
      case INDEX_OF:
        return indexOf(text, other, values.length > 2 ? whole(function, values, 2) : 0);
      case LAST_INDEX_OF:
        return lastIndexOf(
            text, other, values.length > 2 ? whole(function, values, 2) : -1, values);
      case SPLIT:
        return split(frame, text, other, values.length > 2 ? whole(function, values, 2) : -1);
      case REPLACE:
        if (!(values[2] instanceof String with)) {
          throw CallNode.noOverload(function, values);
        }
        return replace(
            frame, text, other, with, values.length > 3 ? whole(function, values, 3) : -1);
      default:
        throw CallNode.noOverload(function, values);
    }
  }

  /** Characters that a search reads at worst: Java's search compares the part at each position. */
  static long searchCost(String text, String part) {
    return (long) text.length() * Math.max(1, Math.min(part.length(), text.length()) / 16);
  }

  private static long whole(Function function, Object[] values, int index) {
    if (values[index] instanceof Long number) {
      return number;
    }
    throw CallNode.noOverload(function, values);
  }

  private static long length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static EvalError outside() {
    return EvalError.of(Codes.OUT_OF_RANGE, "the position is outside of the text");
  }

  /** The UTF-16 position of a character position. */
  private static int offset(String text, long position) {
    if (position < 0 || position > text.length()) {
      throw outside();
    }
    try {
      return text.offsetByCodePoints(0, (int) position);
    } catch (IndexOutOfBoundsException e) {
      throw outside();
    }
  }

  private static String ascii(String text, char from, char to) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(c >= from && c <= to ? (char) (c ^ 0x20) : c);
    }
    return out.toString();
  }

  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** Unicode's White_Space property; all of it lies in the first plane. */
  private static boolean isSpace(char c) {
    return (c >= 0x9 && c <= 0xd)
        || c == 0x20
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  private static String charAt(String text, long position) {
    int at = offset(text, position);
    return at == text.length() ? "" : Character.toString(text.codePointAt(at));
  }

  private static String substring(String text, long from, long to) {
    if (from > to) {
      throw EvalError.of(Codes.OUT_OF_RANGE, "the end is before the start");
    }
    return text.substring(offset(text, from), offset(text, to));
  }

  private static Long indexOf(String text, String part, long from) {
    int at = text.indexOf(part, offset(text, from));
    return at < 0 ? -1L : (long) text.codePointCount(0, at);
  }

  private static Long lastIndexOf(String text, String part, long from, Object[] values) {
    int start = values.length > 2 ? offset(text, from) : text.length();
    int at = text.lastIndexOf(part, start);
    return at < 0 ? -1L : (long) text.codePointCount(0, at);
  }

  private static List<Object> split(Frame frame, String text, String separator, long limit) {
    List<Object> parts = new ArrayList<>();
    if (limit == 0 || (text.isEmpty() && separator.isEmpty())) {
      return parts;
    }
    int from = 0;
    while (limit < 0 || parts.size() < limit - 1) {
      frame.step();
      int next = nextPart(text, separator, from);
      if (next < 0) {
        break;
      }
      parts.add(text.substring(from, next));
      from = next + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** Where the next separator starts; an empty one stands between any two characters. */
  private static int nextPart(String text, String separator, int from) {
    if (!separator.isEmpty()) {
      return text.indexOf(separator, from);
    }
    if (from >= text.length()) {
      return -1;
    }
    int next = from + Character.charCount(text.codePointAt(from));
    return next < text.length() ? next : -1;
  }

  private static String replace(Frame frame, String text, String what, String with, long limit) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (long count = 0; limit < 0 || count < limit; count++) {
      int at = what.isEmpty() ? nextGap(text, from, count) : text.indexOf(what, from);
      if (at < 0) {
        break;
      }
      frame.text((long) at - from + with.length());
      out.append(text, from, at).append(with);
      from = at + what.length();
    }
    return out.append(text, from, text.length()).toString();
  }

  /** The next place for a replacement of nothing: before each character and at the end. */
  private static int nextGap(String text, int from, long count) {
    if (count == 0) {
      return 0;
    }
    return from >= text.length() ? -1 : from + Character.charCount(text.codePointAt(from));
  }
}
