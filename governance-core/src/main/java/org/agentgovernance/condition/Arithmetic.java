package org.agentgovernance.condition;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.agentgovernance.condition.syntax.Binary;

/** Arithmetic on values of any type: both sides of one type, exact or an error. */
final class Arithmetic {
  private Arithmetic() {}

  static Object apply(Frame frame, Binary.Operator operator, Object a, Object b) {
    if (a instanceof Long left && b instanceof Long right) {
      return integer(operator, left, right);
    }
    if (a instanceof Double left && b instanceof Double right) {
      return real(operator, left, right);
    }
    if (a instanceof Unsigned left && b instanceof Unsigned right) {
      return unsigned(operator, left.bits, right.bits);
    }
    if (a instanceof BigDecimal left && b instanceof BigDecimal right) {
      return decimal(operator, left, right);
    }
    switch (operator) {
      case ADD:
        return add(frame, a, b);
      case SUBTRACT:
        return subtract(a, b);
      default:
        throw EvalError.noOverload("'" + operator.symbol() + "'", a, b);
    }
  }

  static long integer(Binary.Operator operator, long left, long right) {
    try {
      switch (operator) {
        case ADD:
          return Math.addExact(left, right);
        case SUBTRACT:
          return Math.subtractExact(left, right);
        case MULTIPLY:
          return Math.multiplyExact(left, right);
        case DIVIDE:
          checkDivisor(right);
          if (left == Long.MIN_VALUE && right == -1) {
            throw EvalError.overflow("int");
          }
          return left / right;
        default:
          checkDivisor(right);
          if (left == Long.MIN_VALUE && right == -1) {
            throw EvalError.overflow("int");
          }
          return left % right;
      }
    } catch (ArithmeticException e) {
      throw EvalError.overflow("int");
    }
  }

  private static void checkDivisor(long divisor) {
    if (divisor == 0) {
      throw EvalError.of(Codes.DIVIDE_BY_ZERO, "division by zero");
    }
  }

  static double real(Binary.Operator operator, double left, double right) {
    switch (operator) {
      case ADD:
        return left + right;
      case SUBTRACT:
        return left - right;
      case MULTIPLY:
        return left * right;
      case DIVIDE:
        return left / right;
      default:
        throw EvalError.noOverload("'%'", left, right);
    }
  }

  private static Unsigned unsigned(Binary.Operator operator, long left, long right) {
    switch (operator) {
      case ADD:
        long sum = left + right;
        if (Long.compareUnsigned(sum, left) < 0) {
          throw EvalError.overflow("uint");
        }
        return new Unsigned(sum);
      case SUBTRACT:
        if (Long.compareUnsigned(left, right) < 0) {
          throw EvalError.overflow("uint");
        }
        return new Unsigned(left - right);
      case MULTIPLY:
        if (Math.multiplyHigh(left, right) + ((left >> 63) & right) + ((right >> 63) & left) != 0) {
          throw EvalError.overflow("uint");
        }
        return new Unsigned(left * right);
      case DIVIDE:
        checkDivisor(right);
        return new Unsigned(Long.divideUnsigned(left, right));
      default:
        checkDivisor(right);
        return new Unsigned(Long.remainderUnsigned(left, right));
    }
  }

  private static BigDecimal decimal(Binary.Operator operator, BigDecimal left, BigDecimal right) {
    switch (operator) {
      case ADD:
        return Decimals.inRange(left.add(right));
      case SUBTRACT:
        return Decimals.inRange(left.subtract(right));
      case MULTIPLY:
        return Decimals.inRange(left.multiply(right));
      case DIVIDE:
        return Decimals.divide(left, right);
      default:
        throw EvalError.noOverload("'%'", left, right);
    }
  }

  private static Object add(Frame frame, Object a, Object b) {
    if (a instanceof String left && b instanceof String right) {
      frame.text((long) left.length() + right.length());
      return left.concat(right);
    }
    if (a instanceof List<?> left && b instanceof List<?> right) {
      return Lists.concatenation(frame, left, right);
    }
    if (a instanceof byte[] left && b instanceof byte[] right) {
      frame.text((long) left.length + right.length);
      byte[] sum = java.util.Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, sum, left.length, right.length);
      return sum;
    }
    if (a instanceof Instant left && b instanceof Duration right) {
      return Times.plus(left, right);
    }
    if (a instanceof Duration left && b instanceof Instant right) {
      return Times.plus(right, left);
    }
    if (a instanceof Duration left && b instanceof Duration right) {
      return Times.plus(left, right);
    }
    throw EvalError.noOverload("'+'", a, b);
  }

  private static Object subtract(Object a, Object b) {
    if (a instanceof Instant left) {
      if (b instanceof Instant right) {
        return Times.between(right, left);
      }
      if (b instanceof Duration right) {
        return Times.minus(left, right);
      }
    }
    if (a instanceof Duration left && b instanceof Duration right) {
      return Times.minus(left, right);
    }
    throw EvalError.noOverload("'-'", a, b);
  }

  static Object negate(Object value) {
    if (value instanceof Long number) {
      if (number == Long.MIN_VALUE) {
        throw EvalError.overflow("int");
      }
      return -number;
    }
    if (value instanceof Double number) {
      return -number;
    }
    if (value instanceof BigDecimal number) {
      return number.negate();
    }
    throw EvalError.noOverload("'-'", value);
  }
}
