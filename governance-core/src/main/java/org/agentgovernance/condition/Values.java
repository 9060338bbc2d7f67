package org.agentgovernance.condition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.agentgovernance.condition.ConditionType.Kind;
import org.jspecify.annotations.Nullable;

/** The values that the evaluator knows, and how a value of the host becomes one of them. */
final class Values {
  private Values() {}

  /** Turns a value of the host into one of the evaluator's; containers stay as they are. */
  static Object of(@Nullable Object value) {
    if (value instanceof String
        || value instanceof Double
        || value instanceof Long
        || value instanceof Boolean
        || value instanceof Map
        || value instanceof List) {
      return value;
    }
    return value == null ? Null.VALUE : uncommon(value);
  }

  private static Object uncommon(Object value) {
    if (value instanceof Null
        || value instanceof Unsigned
        || value instanceof TypeValue
        || value instanceof Duration
        || value instanceof byte[]) {
      return value;
    }
    if (value instanceof Instant instant) {
      return Times.inRange(instant);
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float number) {
      return number.doubleValue();
    }
    if (value.getClass() == BigDecimal.class) {
      return Decimals.inRange((BigDecimal) value);
    }
    if (value.getClass() == BigInteger.class) {
      BigInteger number = (BigInteger) value;
      if (number.bitLength() < 64) {
        return number.longValue();
      }
      throw EvalError.of(Codes.OVERFLOW, "an integer of the host does not fit 64 bits");
    }
    throw EvalError.of(
        Codes.HOST_VALUE,
        "a value of the host has the type "
            + value.getClass().getName()
            + ", which has no meaning");
  }

  static Kind kind(Object value) {
    if (value instanceof String) {
      return Kind.STRING;
    }
    if (value instanceof Boolean) {
      return Kind.BOOL;
    }
    if (value instanceof Long) {
      return Kind.INT;
    }
    if (value instanceof Double) {
      return Kind.DOUBLE;
    }
    if (value instanceof List) {
      return Kind.LIST;
    }
    if (value instanceof Map) {
      return Kind.MAP;
    }
    if (value instanceof Unsigned) {
      return Kind.UINT;
    }
    if (value instanceof BigDecimal) {
      return Kind.DECIMAL;
    }
    if (value instanceof Instant) {
      return Kind.TIMESTAMP;
    }
    if (value instanceof Duration) {
      return Kind.DURATION;
    }
    if (value instanceof byte[]) {
      return Kind.BYTES;
    }
    return value instanceof Null ? Kind.NULL : Kind.TYPE;
  }

  static String typeName(Object value) {
    Kind kind = kind(value);
    switch (kind) {
      case TIMESTAMP:
        return "timestamp";
      case DURATION:
        return "duration";
      case NULL:
        return "null";
      default:
        return kind.text();
    }
  }
}
