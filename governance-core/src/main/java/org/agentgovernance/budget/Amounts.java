package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Amounts as whole millionths in a long: exact, comparable and addable without allocation, up to 9
 * million million.
 */
final class Amounts {
  /** Digits after the point. */
  static final int DIGITS = 6;

  /** One of a unit. */
  static final long ONE = 1_000_000;

  /** What does not fit: more than any limit. */
  static final long TOO_MUCH = Long.MAX_VALUE;

  /** The most digits before the point that are sure to fit. */
  private static final int WHOLE_DIGITS = 13;

  private Amounts() {}

  /** Millionths, finer digits rounded up, {@link #TOO_MUCH} when it does not fit. */
  static long roundedUp(BigDecimal amount) {
    if (amount.signum() <= 0) {
      return 0;
    }
    // The number of digits is known without computing them: 1E+999999999 must cost nothing.
    long wholeDigits = (long) amount.precision() - amount.scale();
    if (wholeDigits > WHOLE_DIGITS) {
      return TOO_MUCH;
    }
    if (wholeDigits <= -DIGITS) {
      return 1;
    }
    BigInteger millionths = amount.setScale(DIGITS, RoundingMode.CEILING).unscaledValue();
    return millionths.bitLength() < Long.SIZE ? millionths.longValue() : TOO_MUCH;
  }

  /** Millionths of an amount that must be representable. */
  static long exact(BigDecimal amount, String what) {
    long millionths = roundedUp(amount);
    if (millionths == TOO_MUCH) {
      throw new IllegalArgumentException(what + " is more than 9000000000000");
    }
    if (decimal(millionths).compareTo(amount) != 0) {
      throw new IllegalArgumentException(
          what + " has more than " + DIGITS + " digits after the point");
    }
    return millionths;
  }

  static BigDecimal decimal(long millionths) {
    return BigDecimal.valueOf(millionths, DIGITS);
  }

  /** In digits, with at least as many after the point as the limit is written with. */
  static String text(long millionths, BigDecimal limit) {
    BigDecimal shortest = decimal(millionths).stripTrailingZeros();
    return shortest
        .setScale(Math.max(Math.max(shortest.scale(), limit.scale()), 0))
        .toPlainString();
  }

  /** Adds without wrapping round. */
  static long plus(long left, long right) {
    long sum = left + right;
    return ((left ^ sum) & (right ^ sum)) < 0 ? TOO_MUCH : sum;
  }

  /** Adds what may be less than nothing; what is once {@link #TOO_MUCH} stays so. */
  static long change(long amount, long by) {
    return amount == TOO_MUCH ? amount : plus(amount, by);
  }
}
