package org.agentgovernance.condition;

import java.math.BigDecimal;

/** Equality and order across the numeric types. */
final class Numbers {
  /** What {@link #compare} gives when one side is not a number. */
  static final int UNORDERED = 2;

  private Numbers() {}

  static boolean isNumber(Object value) {
    return value instanceof Long
        || value instanceof Double
        || value instanceof Unsigned
        || value instanceof BigDecimal;
  }

  /** Returns -1, 0, 1 or {@link #UNORDERED}; both must be numbers. */
  static int compare(Object a, Object b) {
    if (a instanceof Long left) {
      if (b instanceof Long right) {
        return Long.compare(left, right);
      }
      if (b instanceof Double right) {
        return compare(left.longValue(), right.doubleValue());
      }
      if (b instanceof Unsigned right) {
        return left < 0 ? -1 : Long.compareUnsigned(left, right.bits);
      }
      return Integer.signum(BigDecimal.valueOf(left).compareTo((BigDecimal) b));
    }
    if (a instanceof Double left) {
      if (b instanceof Double right) {
        return compare(left.doubleValue(), right.doubleValue());
      }
      return reversed(compareToDouble(b, left));
    }
    if (a instanceof Unsigned left) {
      if (b instanceof Unsigned right) {
        return Integer.signum(Long.compareUnsigned(left.bits, right.bits));
      }
      if (b instanceof BigDecimal right) {
        return Integer.signum(new BigDecimal(left.big()).compareTo(right));
      }
      return b instanceof Double right ? compareToDouble(a, right) : reversed(compare(b, a));
    }
    if (b instanceof BigDecimal right) {
      return Integer.signum(((BigDecimal) a).compareTo(right));
    }
    return b instanceof Double right ? compareToDouble(a, right) : reversed(compare(b, a));
  }

  private static int reversed(int order) {
    return order == UNORDERED ? UNORDERED : -order;
  }

  private static int compareToDouble(Object a, double right) {
    if (a instanceof Long left) {
      return compare(left.longValue(), right);
    }
    if (a instanceof Unsigned left) {
      return compareUnsigned(left.bits, right);
    }
    throw EvalError.of(
        Codes.NO_SUCH_OVERLOAD,
        "an exact decimal is not compared with a double; convert the double with decimal(…)");
  }

  static int compare(double left, double right) {
    return left < right ? -1 : left > right ? 1 : left == right ? 0 : UNORDERED;
  }

  /**
   * As CEL defines it: an int beyond 2^53 meets a double as the nearest double. Whoever needs more
   * compares decimals.
   */
  static int compare(long left, double right) {
    return compare((double) left, right);
  }

  private static int compareUnsigned(long left, double right) {
    double nearest = left >= 0 ? (double) left : new Unsigned(left).big().doubleValue();
    return compare(nearest, right);
  }
}
