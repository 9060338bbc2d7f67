package org.agentgovernance.condition;

/** Functions on the bits of numbers. */
final class BitFunctions {
  private BitFunctions() {}

  static Object apply(Function function, Object[] values) {
    if (values[0] instanceof Long left) {
      if (function == Function.BIT_NOT) {
        return ~left;
      }
      if (values[1] instanceof Long right) {
        return bits(function, left, right);
      }
    }
    if (values[0] instanceof Unsigned left) {
      if (function == Function.BIT_NOT) {
        return new Unsigned(~left.bits);
      }
      boolean shift = function == Function.SHIFT_LEFT || function == Function.SHIFT_RIGHT;
      if (shift && values[1] instanceof Long right) {
        return new Unsigned(bits(function, left.bits, right));
      }
      if (!shift && values[1] instanceof Unsigned right) {
        return new Unsigned(bits(function, left.bits, right.bits));
      }
    }
    throw CallNode.noOverload(function, values);
  }

  private static long bits(Function function, long left, long right) {
    switch (function) {
      case BIT_AND:
        return left & right;
      case BIT_OR:
        return left | right;
      case BIT_XOR:
        return left ^ right;
      default:
        if (right < 0) {
          throw EvalError.of(Codes.OUT_OF_RANGE, "a shift by a negative number of bits");
        }
        if (right > 63) {
          return 0;
        }
        return function == Function.SHIFT_LEFT ? left << right : left >>> right;
    }
  }
}
