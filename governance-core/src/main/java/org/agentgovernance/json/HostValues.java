package org.agentgovernance.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies what Java code hands in into the immutable model. */
final class HostValues {
  private static final int MAX_DEPTH = 64;

  private HostValues() {}

  static @Nullable Object copy(@Nullable Object value, int depth) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
      String text = value instanceof Enum<?> constant ? constant.name() : value.toString();
      if (!Numbers.wellFormed(text)) {
        throw new JsonException("a lone surrogate in a string");
      }
      return text;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (depth >= MAX_DEPTH) {
      throw new JsonException("more than " + MAX_DEPTH + " levels");
    }
    if (value instanceof Map<?, ?> map) {
      return object(map, depth);
    }
    if (value instanceof Iterable<?> items) {
      List<@Nullable Object> list = new ArrayList<>();
      for (Object item : items) {
        list.add(copy(item, depth + 1));
      }
      return Collections.unmodifiableList(list);
    }
    if (value instanceof Object[] items) {
      List<@Nullable Object> list = new ArrayList<>(items.length);
      for (Object item : items) {
        list.add(copy(item, depth + 1));
      }
      return Collections.unmodifiableList(list);
    }
    throw new JsonException("no JSON form for " + value.getClass().getSimpleName());
  }

  private static Map<String, @Nullable Object> object(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new JsonException("a key that is not a string");
      }
      if (!Numbers.wellFormed(key)) {
        throw new JsonException("a lone surrogate in a string");
      }
      copy.put(key, copy(entry.getValue(), depth + 1));
    }
    return Collections.unmodifiableMap(copy);
  }

  private static Number number(Number value) {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      long whole = value.longValue();
      if (Math.abs(whole) > Numbers.MAX_INTEGER || whole == Long.MIN_VALUE) {
        throw new JsonException("an integer beyond 9007199254740991; write it as a string");
      }
      return whole;
    }
    if (value instanceof Double || value instanceof Float) {
      double number =
          value instanceof Float ? Double.parseDouble(value.toString()) : value.doubleValue();
      return finite(number, false);
    }
    if (value instanceof BigInteger whole) {
      return exact(new BigDecimal(whole));
    }
    if (value instanceof BigDecimal decimal) {
      return exact(decimal);
    }
    throw new JsonException("no JSON form for " + value.getClass().getSimpleName());
  }

  private static Number exact(BigDecimal decimal) {
    if (decimal.precision() > 400 || Math.abs((long) decimal.scale()) > 400) {
      throw new JsonException("a decimal that JSON's numbers cannot hold; write it as a string");
    }
    double number = decimal.doubleValue();
    Number normal = finite(number, number == 0 && decimal.signum() != 0);
    StringBuilder printed = new StringBuilder();
    Numbers.print(number, printed);
    if (new BigDecimal(printed.toString()).compareTo(decimal) != 0) {
      throw new JsonException("a decimal that JSON's numbers cannot hold; write it as a string");
    }
    return normal;
  }

  private static Number finite(double number, boolean underflow) {
    String why = Numbers.refusal(number, underflow);
    if (why != null) {
      throw new JsonException(why);
    }
    return Numbers.normal(number);
  }
}
