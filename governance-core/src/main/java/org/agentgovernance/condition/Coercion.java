package org.agentgovernance.condition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a value from outside has the type that was declared for it. JSON does not tell 1 from
 * 1.0, so a whole double serves as int and a long that a double holds exactly serves as double;
 * everything else that does not fit is an error.
 */
final class Coercion {
  private static final double TWO_63 = 0x1p63;

  private Coercion() {}

  static Object to(ConditionType type, @Nullable Object raw, String what) {
    if (raw == null || raw == Null.VALUE) {
      if (type.isNullable()) {
        return Null.VALUE;
      }
      throw isNull(what);
    }
    switch (type.kind()) {
      case DYN:
        return Values.of(raw);
      case STRING:
        return text(raw, what);
      case DOUBLE:
        return raw instanceof Double ? raw : (Object) real(raw, what);
      case INT:
        return raw instanceof Long ? raw : (Object) integer(raw, what);
      case BOOL:
        return bool(raw, what);
      case LIST:
        return raw instanceof List ? raw : fail(type, raw, what);
      case MAP:
      case OBJECT:
        return raw instanceof Map ? raw : fail(type, raw, what);
      case UINT:
        return unsigned(raw, what);
      case DECIMAL:
        return decimal(raw, what);
      case BYTES:
        return raw instanceof byte[] ? raw : fail(type, raw, what);
      case TIMESTAMP:
        return raw instanceof Instant instant ? Times.inRange(instant) : fail(type, raw, what);
      case DURATION:
        return raw instanceof Duration ? raw : fail(type, raw, what);
      default:
        return raw instanceof TypeValue ? raw : fail(type, raw, what);
    }
  }

  static String text(@Nullable Object raw, String what) {
    if (raw instanceof String text) {
      return text;
    }
    throw wrong(ConditionType.STRING, raw, what);
  }

  static Boolean bool(@Nullable Object raw, String what) {
    if (raw instanceof Boolean value) {
      return value;
    }
    throw wrong(ConditionType.BOOL, raw, what);
  }

  static double real(@Nullable Object raw, String what) {
    if (raw instanceof Double value) {
      return value;
    }
    if (raw instanceof Float value) {
      return value;
    }
    if (raw instanceof Long
        || raw instanceof Integer
        || raw instanceof Short
        || raw instanceof Byte) {
      long whole = ((Number) raw).longValue();
      double value = (double) whole;
      if (value < TWO_63 && (long) value == whole) {
        return value;
      }
      throw EvalError.of(Codes.OVERFLOW, what + " is an integer that a double cannot hold exactly");
    }
    throw wrong(ConditionType.DOUBLE, raw, what);
  }

  static long integer(@Nullable Object raw, String what) {
    if (raw instanceof Long value) {
      return value;
    }
    if (raw instanceof Integer || raw instanceof Short || raw instanceof Byte) {
      return ((Number) raw).longValue();
    }
    if (raw instanceof Double value) {
      double number = value;
      if (number == Math.rint(number) && number >= -TWO_63 && number < TWO_63) {
        return (long) number;
      }
    }
    if (raw instanceof BigInteger && raw.getClass() == BigInteger.class) {
      return (Long) Values.of(raw);
    }
    throw wrong(ConditionType.INT, raw, what);
  }

  private static Unsigned unsigned(Object raw, String what) {
    if (raw instanceof Unsigned value) {
      return value;
    }
    if (raw.getClass() == BigInteger.class) {
      BigInteger value = (BigInteger) raw;
      if (value.signum() >= 0 && value.bitLength() <= 64) {
        return new Unsigned(value.longValue());
      }
      throw wrong(ConditionType.UINT, raw, what);
    }
    long value = integer(raw, what);
    if (value < 0) {
      throw EvalError.of(Codes.OVERFLOW, what + " is negative, but a uint is not");
    }
    return new Unsigned(value);
  }

  private static BigDecimal decimal(Object raw, String what) {
    Object value = Values.of(raw);
    if (value instanceof BigDecimal number) {
      return number;
    }
    if (value instanceof Long number) {
      return BigDecimal.valueOf(number);
    }
    throw wrong(ConditionType.DECIMAL, raw, what);
  }

  static EvalError isNull(String what) {
    return EvalError.of(Codes.NULL_VALUE, what + " is null");
  }

  private static Object fail(ConditionType type, Object raw, String what) {
    throw wrong(type, raw, what);
  }

  private static EvalError wrong(ConditionType type, @Nullable Object raw, String what) {
    Object value = Values.of(raw);
    if (value == Null.VALUE) {
      return isNull(what);
    }
    return EvalError.of(
        Codes.WRONG_TYPE, what + " should be " + type + " but is " + Values.typeName(value));
  }
}
