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
  private final JsonLimits limits;
  private int values;
  private long chars;

  private HostValues(JsonLimits limits) {
    this.limits = limits;
  }

  /**
   * One value may stand in many places, so what counts is the size of the copy. An object that
   * throws when it is read, such as a map that another thread changes, has no JSON form.
   */
  static @Nullable Object copy(@Nullable Object value, JsonLimits limits) {
    try {
      return new HostValues(limits).copy(value, 0);
    } catch (JsonException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      // Without its name: the message may reach a model.
      throw new JsonException("a value that fails when it is read, as one that changes meanwhile");
    }
  }

  private @Nullable Object copy(@Nullable Object value, int depth) {
    if (++values > limits.tokens()) {
      throw new JsonException("more than " + limits.tokens() + " values");
    }
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
      return text(value instanceof Enum<?> constant ? constant.name() : value.toString());
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (depth >= limits.depth()) {
      throw new JsonException("more than " + limits.depth() + " levels");
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

  private String text(String text) {
    chars += text.length();
    if (text.length() > limits.stringChars()) {
      throw new JsonException("a string of more than " + limits.stringChars() + " characters");
    }
    if (chars > limits.documentBytes()) {
      throw new JsonException("more than " + limits.documentBytes() + " characters");
    }
    if (!Numbers.wellFormed(text)) {
      throw new JsonException("a lone surrogate in a string");
    }
    return text;
  }

  private Map<String, @Nullable Object> object(Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new JsonException("a key that is not a string");
      }
      copy.put(text(key), copy(entry.getValue(), depth + 1));
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
