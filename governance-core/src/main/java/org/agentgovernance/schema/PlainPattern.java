package org.agentgovernance.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that describes a whole text character by character, such as {@code ^A-[0-9]{4,9}$}:
 * each one of a set of ASCII characters, and at most one of them of varying number. Ids, codes and
 * dates are mostly declared so. It is matched in one pass over the text; what is not of this form
 * is left to RE2, which gives the same answers and takes some twenty times as long. Immutable.
 */
final class PlainPattern {
  private static final int MOST = 256;

  /** One of a set of characters, so and so many times. */
  private record Step(AsciiSet set, int least, int most) {
    boolean varies() {
      return least != most;
    }
  }

  /** What each character before the varying ones may be, and each one after them. */
  private final AsciiSet[] front;

  private final AsciiSet[] back;
  private final @Nullable Step varying;

  private PlainPattern(List<AsciiSet> front, @Nullable Step varying, List<AsciiSet> back) {
    this.front = front.toArray(new AsciiSet[0]);
    this.varying = varying;
    this.back = back.toArray(new AsciiSet[0]);
  }

  /**
   * Reads a pattern.
   *
   * @param regex a pattern of ECMA-262 that RE2 has accepted
   * @return the pattern, or null when it is not of this form
   */
  static @Nullable PlainPattern of(String regex) {
    if (regex.length() < 2 || regex.charAt(0) != '^' || !regex.endsWith("$")) {
      return null;
    }
    Reader reader = new Reader(regex.substring(1, regex.length() - 1));
    List<AsciiSet> front = new ArrayList<>();
    List<AsciiSet> back = new ArrayList<>();
    Step varying = null;
    while (reader.more()) {
      Step step = reader.step();
      if (step == null || (step.varies() && varying != null)) {
        return null;
      }
      if (step.varies()) {
        varying = step;
      } else {
        List<AsciiSet> side = varying == null ? front : back;
        for (int i = 0; i < step.least(); i++) {
          side.add(step.set());
        }
      }
      if (front.size() + back.size() > MOST) {
        return null;
      }
    }
    return new PlainPattern(front, varying, back);
  }

  boolean matches(String text) {
    int between = text.length() - front.length - back.length;
    Step middle = varying;
    if (middle == null ? between != 0 : between < middle.least() || between > middle.most()) {
      return false;
    }
    for (int i = 0; i < front.length; i++) {
      if (!front[i].has(text.charAt(i))) {
        return false;
      }
    }
    int end = front.length + between;
    for (int i = front.length; middle != null && i < end; i++) {
      if (!middle.set().has(text.charAt(i))) {
        return false;
      }
    }
    for (int i = 0; i < back.length; i++) {
      if (!back[i].has(text.charAt(end + i))) {
        return false;
      }
    }
    return true;
  }

  /** Reads steps; null wherever it is in doubt. */
  private static final class Reader {
    private static final String SPECIAL = "\\^$.|?*+()[]{}";
    private static final String SPECIAL_IN_A_CLASS = "\\^[]";
    private static final int ANY = Integer.MAX_VALUE;

    private final String source;
    private int at;

    Reader(String source) {
      this.source = source;
    }

    boolean more() {
      return at < source.length();
    }

    @Nullable Step step() {
      AsciiSet set = source.charAt(at) == '[' ? characterClass() : single(SPECIAL);
      if (set == null) {
        return null;
      }
      Step step = times(set);
      boolean again = step != null && more() && "?*+{".indexOf(source.charAt(at)) >= 0;
      return again ? null : step; // lazy, or an error
    }

    /** A character that stands for itself, or an escape. */
    private @Nullable AsciiSet single(String special) {
      char c = source.charAt(at++);
      if (c == '\\') {
        return more() ? escape(source.charAt(at++)) : null;
      }
      return c >= 0x80 || special.indexOf(c) >= 0 ? null : AsciiSet.of(c, c);
    }

    private static @Nullable AsciiSet escape(char c) {
      return switch (c) {
        case 'd' -> AsciiSet.DIGITS;
        case 'w' -> AsciiSet.WORD;
        default -> c >= 0x80 || AsciiSet.WORD.has(c) ? null : AsciiSet.of(c, c);
      };
    }

    private @Nullable AsciiSet characterClass() {
      at++;
      AsciiSet all = AsciiSet.NONE;
      while (more() && source.charAt(at) != ']') {
        AsciiSet low = single(SPECIAL_IN_A_CLASS);
        if (low == null) {
          return null;
        }
        boolean range = source.startsWith("-", at) && !source.startsWith("-]", at);
        if (range) {
          at++;
          AsciiSet high = more() ? single(SPECIAL_IN_A_CLASS) : null;
          low = high == null ? null : AsciiSet.range(low, high);
        }
        if (low == null) {
          return null;
        }
        all = all.or(low);
      }
      boolean closed = more() && !all.equals(AsciiSet.NONE);
      at++;
      return closed ? all : null;
    }

    private @Nullable Step times(AsciiSet set) {
      if (!more()) {
        return new Step(set, 1, 1);
      }
      switch (source.charAt(at)) {
        case '?':
          at++;
          return new Step(set, 0, 1);
        case '*':
          at++;
          return new Step(set, 0, ANY);
        case '+':
          at++;
          return new Step(set, 1, ANY);
        case '{':
          return counted(set);
        default:
          return new Step(set, 1, 1);
      }
    }

    private @Nullable Step counted(AsciiSet set) {
      at++;
      int least = number();
      int most = least;
      if (source.startsWith(",", at)) {
        at++;
        most = source.startsWith("}", at) ? ANY : number();
      }
      boolean closed = source.startsWith("}", at);
      at++;
      return closed && least >= 0 && most >= least ? new Step(set, least, most) : null;
    }

    /** At most three digits, or -1. */
    private int number() {
      int from = at;
      while (more() && at - from < 4 && AsciiSet.DIGITS.has(source.charAt(at))) {
        at++;
      }
      return at == from || at - from > 3 ? -1 : Integer.parseInt(source.substring(from, at));
    }
  }

  /** Characters of ASCII, a bit for each. */
  private record AsciiSet(long low, long high) {
    static final AsciiSet NONE = new AsciiSet(0, 0);
    static final AsciiSet DIGITS = of('0', '9');
    static final AsciiSet WORD = DIGITS.or(of('A', 'Z')).or(of('a', 'z')).or(of('_', '_'));

    static AsciiSet of(char first, char last) {
      long low = 0;
      long high = 0;
      for (int c = first; c <= last; c++) {
        low |= c < 64 ? 1L << c : 0;
        high |= c < 64 ? 0 : 1L << (c - 64);
      }
      return new AsciiSet(low, high);
    }

    /** From one character to another; null when one of them is not a single character. */
    static @Nullable AsciiSet range(AsciiSet from, AsciiSet to) {
      return from.size() == 1 && to.size() == 1 && from.first() <= to.first()
          ? of((char) from.first(), (char) to.first())
          : null;
    }

    boolean has(char c) {
      return c < 64 ? (low >>> c & 1) != 0 : c < 128 && (high >>> (c - 64) & 1) != 0;
    }

    AsciiSet or(AsciiSet other) {
      return new AsciiSet(low | other.low, high | other.high);
    }

    private int size() {
      return Long.bitCount(low) + Long.bitCount(high);
    }

    private int first() {
      return low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
    }
  }
}
