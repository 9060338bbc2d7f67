package org.agentgovernance.condition;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Exact decimal numbers of at most 100 digits with at most 100 places after, or zeros before, the
 * point. A result that cannot be exact within that is an error, never rounded.
 */
final class Decimals {
  private static final int DIGITS = 100;
  private static final int LONGEST_TEXT = 220;

  private Decimals() {}

  static BigDecimal inRange(BigDecimal value) {
    if (value.scale() > DIGITS || value.scale() < -DIGITS || value.precision() > DIGITS) {
      return shortened(value);
    }
    return value;
  }

  private static BigDecimal shortened(BigDecimal value) {
    // Only values of a bounded size are worth stripping zeros from; the rest is out of range.
    if (value.precision() <= 10 * DIGITS) {
      BigDecimal stripped = value.stripTrailingZeros();
      if (stripped.scale() <= DIGITS
          && stripped.scale() >= -DIGITS
          && stripped.precision() <= DIGITS) {
        return stripped;
      }
    }
    throw EvalError.overflow("a decimal of " + DIGITS + " digits");
  }

  static BigDecimal parse(String text) {
    if (!isDecimal(text)) {
      throw EvalError.of(Codes.CONVERSION, "the text is no decimal number");
    }
    try {
      return inRange(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw EvalError.of(Codes.CONVERSION, "the text is no decimal number");
    }
  }

  /** ASCII digits with an optional sign, point and exponent of at most three digits. */
  private static boolean isDecimal(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int digits = 0;
    boolean point = false;
    int exponent = -1;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.' && !point && exponent < 0) {
        point = true;
      } else if ((c == 'e' || c == 'E') && exponent < 0 && digits > 0) {
        exponent = at;
        char sign = at + 1 < text.length() ? text.charAt(at + 1) : '0';
        at += sign == '-' || sign == '+' ? 1 : 0;
      } else {
        return false;
      }
    }
    return digits > 0 && text.length() <= LONGEST_TEXT && (exponent < 0 || at - exponent <= 5);
  }

  /** The shortest decimal that reads back as the double, so that 0.1 is 0.1 and not 0.1000…0555. */
  static BigDecimal ofDouble(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw EvalError.of(Codes.CONVERSION, "the double is not a number, or infinite");
    }
    return inRange(shortest(value));
  }

  static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 15; digits <= 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        BigDecimal stripped = rounded.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.scale() >= -DIGITS
            ? stripped.setScale(0)
            : stripped;
      }
    }
    return exact;
  }

  static BigDecimal divide(BigDecimal left, BigDecimal right) {
    if (right.signum() == 0) {
      throw EvalError.of(Codes.DIVIDE_BY_ZERO, "division by zero");
    }
    BigDecimal quotient;
    try {
      quotient = left.divide(right);
    } catch (ArithmeticException e) {
      throw EvalError.of(
          Codes.OVERFLOW, "the quotient has no exact decimal form; compare products");
    }
    return inRange(quotient);
  }
}
