package org.agentgovernance.condition;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;

/** Functions on numbers. */
final class MathFunctions {
  private MathFunctions() {}

  static Object apply(Function function, Object value) {
    switch (function) {
      case ABS:
        return absolute(value);
      case SIGN:
        return sign(value);
      default:
        break;
    }
    if (!(value instanceof Double number)) {
      throw EvalError.noOverload(function.symbol(), value);
    }
    double real = number;
    switch (function) {
      case CEIL:
        return Math.ceil(real);
      case FLOOR:
        return Math.floor(real);
      case ROUND:
        return round(real);
      case TRUNC:
        return real < 0 ? Math.ceil(real) : Math.floor(real);
      case IS_NAN:
        return Double.isNaN(real);
      case IS_INF:
        return Double.isInfinite(real);
      default:
        return Double.isFinite(real);
    }
  }

  /** To the nearest whole number, halves away from zero. */
  private static double round(double value) {
    double floor = Math.floor(Math.abs(value));
    double rounded = Math.abs(value) - floor >= 0.5 ? floor + 1 : floor;
    return Math.copySign(rounded, value);
  }

  private static Object absolute(Object value) {
    if (value instanceof Long number) {
      if (number == Long.MIN_VALUE) {
        throw EvalError.overflow("int");
      }
      return Math.abs(number);
    }
    if (value instanceof Double number) {
      return Math.abs(number);
    }
    if (value instanceof BigDecimal number) {
      return number.abs();
    }
    if (value instanceof Unsigned) {
      return value;
    }
    throw EvalError.noOverload("math.abs", value);
  }

  private static Object sign(Object value) {
    if (value instanceof Long number) {
      return (long) Long.signum(number);
    }
    if (value instanceof Double number) {
      return Math.signum(number);
    }
    if (value instanceof Unsigned number) {
      return new Unsigned(number.bits == 0 ? 0 : 1);
    }
    throw EvalError.noOverload("math.sign", value);
  }

  /** The greatest or least of the numbers; of equal ones the first. */
  static Object extreme(Frame frame, boolean greatest, Object[] values) {
    if (values.length == 1 && values[0] instanceof List<?> list) {
      Object best = Null.VALUE;
      Iterator<?> elements = Host.iterator(list);
      while (Host.hasNext(elements)) {
        frame.step();
        Object value = number(Values.of(Host.next(elements)));
        best = best == Null.VALUE || better(greatest, value, best) ? value : best;
      }
      if (best == Null.VALUE) {
        throw EvalError.of(Codes.OUT_OF_RANGE, "an empty list has no greatest or least number");
      }
      return best;
    }
    Object best = number(values[0]);
    for (int i = 1; i < values.length; i++) {
      best = better(greatest, number(values[i]), best) ? values[i] : best;
    }
    return best;
  }

  private static Object number(Object value) {
    if (Numbers.isNumber(value)) {
      return value;
    }
    throw EvalError.noOverload("math.greatest and math.least", value);
  }

  private static boolean better(boolean greatest, Object value, Object best) {
    return Numbers.compare(value, best) == (greatest ? 1 : -1);
  }
}
