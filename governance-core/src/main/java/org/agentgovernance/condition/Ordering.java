package org.agentgovernance.condition;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** The order of values; text by Unicode characters, bytes unsigned. */
final class Ordering {
  private Ordering() {}

  /** Returns -1, 0, 1 or {@link Numbers#UNORDERED}. */
  static int compare(Object a, Object b) {
    if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
      return Numbers.compare(a, b);
    }
    if (a instanceof String left && b instanceof String right) {
      return compare(left, right);
    }
    if (a instanceof Instant left && b instanceof Instant right) {
      return Integer.signum(left.compareTo(right));
    }
    if (a instanceof Duration left && b instanceof Duration right) {
      return Integer.signum(left.compareTo(right));
    }
    if (a instanceof Boolean left && b instanceof Boolean right) {
      return Boolean.compare(left, right);
    }
    if (a instanceof byte[] left && b instanceof byte[] right) {
      return Integer.signum(Arrays.compareUnsigned(left, right));
    }
    throw EvalError.noOverload("an order", a, b);
  }

  /** Compares by code point: Java's own order puts U+E000 to U+FFFF after the surrogates. */
  static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean surrogateA = Character.isSurrogate(a);
        boolean surrogateB = Character.isSurrogate(b);
        if (surrogateA != surrogateB) {
          return surrogateA ? 1 : -1;
        }
        return a < b ? -1 : 1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
