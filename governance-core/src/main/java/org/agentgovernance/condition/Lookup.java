package org.agentgovernance.condition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Access by key or position; numbers of different types that are equal are the same key. */
final class Lookup {
  private Lookup() {}

  /** The value of a key as the evaluator's value, or null if the map does not have the key. */
  static @Nullable Object find(Map<?, ?> map, Object key) {
    if (key instanceof String || key instanceof Boolean) {
      Object value = Host.get(map, key);
      if (value != null) {
        return Values.of(value);
      }
      return Host.contains(map, key) ? Null.VALUE : null;
    }
    Object number = whole(key);
    if (number instanceof Long position) {
      Object value = present(map, position);
      if (value == null && position >= 0) {
        value = present(map, new Unsigned(position));
      }
      if (value == null && position == position.intValue()) {
        value = present(map, position.intValue());
      }
      return value;
    }
    return number == null ? null : present(map, number);
  }

  private static @Nullable Object present(Map<?, ?> map, Object key) {
    Object value = Host.get(map, key);
    if (value != null) {
      return Values.of(value);
    }
    return Host.contains(map, key) ? Null.VALUE : null;
  }

  /** A number as Long if it fits, as Unsigned if only that fits, null if it is no whole number. */
  static @Nullable Object whole(Object key) {
    if (key instanceof Long) {
      return key;
    }
    if (key instanceof Unsigned unsigned) {
      return unsigned.bits >= 0 ? (Object) unsigned.bits : unsigned;
    }
    if (key instanceof Double real) {
      double value = real;
      if (value != Math.rint(value) || Double.isInfinite(value)) {
        return null;
      }
      if (value >= -0x1p63 && value < 0x1p63) {
        return (long) value;
      }
      boolean unsigned = value > 0 && value < 0x1p64;
      return unsigned ? new Unsigned((long) (value - 0x1p63) + Long.MIN_VALUE) : null;
    }
    return null;
  }

  /** {@code container[key]}, not yet brought to a declared type. */
  static Object index(Object container, Object key) {
    if (container instanceof List<?> list) {
      Object position = whole(key);
      if (!(position instanceof Long index)) {
        throw EvalError.of(Codes.OUT_OF_RANGE, "a position in a list must be a whole number");
      }
      if (index < 0 || index >= Host.size(list)) {
        throw EvalError.of(Codes.OUT_OF_RANGE, "the position is outside of the list");
      }
      return Values.of(Host.get(list, index.intValue()));
    }
    if (container instanceof Map<?, ?> map) {
      Object value = find(map, key);
      if (value == null) {
        throw EvalError.of(Codes.NO_SUCH_KEY, "the map does not have the key");
      }
      return value;
    }
    throw EvalError.noOverload("access by position or key", container);
  }
}
