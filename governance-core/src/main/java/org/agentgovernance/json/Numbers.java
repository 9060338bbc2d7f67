package org.agentgovernance.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of the canonical form: which are allowed, and how each is printed.
 *
 * <p>Printing follows ECMAScript's Number::toString, the shortest digits that read back as the same
 * double. {@code Double.toString} is not used: before JDK 19 it prints too many digits for some
 * doubles, and a digest must not depend on the JDK.
 */
final class Numbers {
  static final long MAX_INTEGER = (1L << 53) - 1;
  private static final double PLAIN_LIMIT = 1e21;
  private static final double[] POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};

  private Numbers() {}

  static @Nullable String refusal(double value, boolean underflow) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "a number that is not finite";
    }
    if (underflow || (value != 0 && Math.abs(value) < Double.MIN_NORMAL)) {
      return "a number too small to be exact";
    }
    double size = Math.abs(value);
    if (size > MAX_INTEGER && size < PLAIN_LIMIT) {
      return "an integer beyond 9007199254740991; write it as a string";
    }
    return null;
  }

  /** The model's form of an allowed double: a Long when it is an integer that prints as one. */
  static Number normal(double value) {
    if (value == Math.rint(value) && Math.abs(value) <= MAX_INTEGER) {
      return (long) value;
    }
    return value;
  }

  static boolean hasNonZeroDigit(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c == 'e' || c == 'E') {
        return false;
      }
      if (c >= '1' && c <= '9') {
        return true;
      }
    }
    return false;
  }

  static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  static void print(double value, StringBuilder out) {
    if (value == 0) {
      out.append('0');
      return;
    }
    if (value < 0) {
      out.append('-');
    }
    double size = Math.abs(value);
    if (size <= MAX_INTEGER && size == Math.rint(size)) {
      out.append((long) size);
      return;
    }
    // A decimal of at most 15 digits that reads back as the double is its shortest form, since two
    // such decimals never read as one double. Dividing two exact doubles rounds once, as reading
    // does.
    for (int places = 1; size >= 1e-6 && places < POWERS.length; places++) {
      double scaled = size * POWERS[places];
      if (scaled >= 1e15) {
        break;
      }
      if (scaled == Math.rint(scaled) && scaled / POWERS[places] == size) {
        printFixed((long) scaled, places, out);
        return;
      }
    }
    printShortest(size, out);
  }

  private static void printFixed(long digits, int places, StringBuilder out) {
    long unit = (long) POWERS[places];
    out.append(digits / unit).append('.');
    String fraction = Long.toString(digits % unit);
    for (int i = fraction.length(); i < places; i++) {
      out.append('0');
    }
    out.append(fraction);
  }

  private static void printShortest(double size, StringBuilder out) {
    BigDecimal exact = new BigDecimal(size);
    BigDecimal shortest = null;
    // A normal double's shortest form has at most 15 digits or needs exactly 16 or 17 of them; a
    // subnormal one has fewer significant bits and may need any number.
    int first = size < Double.MIN_NORMAL ? 1 : 15;
    for (int precision = first; precision <= 17 && shortest == null; precision++) {
      shortest = candidate(exact, precision, size);
    }
    if (shortest == null) {
      throw new IllegalStateException("17 digits always identify a double");
    }
    BigDecimal bare = shortest.stripTrailingZeros();
    String digits = bare.unscaledValue().toString();
    layout(digits, digits.length() - bare.scale(), out);
  }

  /** The decimal of that precision closest to the double among those that read back as it. */
  private static @Nullable BigDecimal candidate(BigDecimal exact, int precision, double size) {
    BigDecimal near = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
    if (near.doubleValue() == size) {
      return near;
    }
    BigDecimal down = exact.round(new MathContext(precision, RoundingMode.DOWN));
    BigDecimal up = exact.round(new MathContext(precision, RoundingMode.UP));
    BigDecimal far = near.compareTo(down) == 0 ? up : down;
    return far.doubleValue() == size ? far : null;
  }

  /** ECMAScript's layout: {@code digits × 10^(point − digits.length())}. */
  private static void layout(String digits, int point, StringBuilder out) {
    int length = digits.length();
    if (length <= point && point <= 21) {
      out.append(digits);
      for (int i = length; i < point; i++) {
        out.append('0');
      }
    } else if (0 < point && point <= 21) {
      out.append(digits, 0, point).append('.').append(digits, point, length);
    } else if (-6 < point && point <= 0) {
      out.append("0.");
      for (int i = point; i < 0; i++) {
        out.append('0');
      }
      out.append(digits);
    } else {
      int exponent = point - 1;
      out.append(digits.charAt(0));
      if (length > 1) {
        out.append('.').append(digits, 1, length);
      }
      out.append('e').append(exponent < 0 ? '-' : '+').append(Math.abs(exponent));
    }
  }
}
