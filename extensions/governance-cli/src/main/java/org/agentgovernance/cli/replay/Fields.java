package org.agentgovernance.cli.replay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one object of a line. JSON null counts as absent. */
final class Fields {
  private final Map<String, @Nullable Object> map;
  private final String where;

  /**
   * Wraps an object.
   *
   * @param map the object
   * @param where what comes before a key in messages, such as {@code result.}
   */
  Fields(Map<String, @Nullable Object> map, String where) {
    this.map = map;
    this.where = where;
  }

  @Nullable Object get(String key) {
    return map.get(key);
  }

  boolean has(String key) {
    return map.containsKey(key);
  }

  Map<String, @Nullable Object> map() {
    return map;
  }

  LineException wrong(String key, String must) {
    return new LineException("\"" + where + key + "\" must be " + must);
  }

  @Nullable String text(String key) throws LineException {
    Object value = get(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(key, "a string");
  }

  /** A string that must be there; it may be empty. */
  String required(String key) throws LineException {
    String text = text(key);
    if (text == null) {
      throw new LineException("\"" + where + key + "\" is missing");
    }
    return text;
  }

  /** A string that must be there and not be empty. */
  String name(String key) throws LineException {
    String text = required(key);
    if (text.isEmpty()) {
      throw wrong(key, "a string that is not empty");
    }
    return text;
  }

  @Nullable Double number(String key) throws LineException {
    Object value = get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(key, "a number");
  }

  boolean flag(String key) throws LineException {
    Object value = get(key);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw wrong(key, "true or false");
  }

  @SuppressWarnings("unchecked")
  @Nullable Map<String, @Nullable Object> object(String key) throws LineException {
    Object value = get(key);
    if (value == null || value instanceof Map<?, ?>) {
      return (Map<String, @Nullable Object>) value;
    }
    throw wrong(key, "an object");
  }

  @Nullable List<?> list(String key) throws LineException {
    Object value = get(key);
    if (value == null || value instanceof List<?>) {
      return (List<?>) value;
    }
    throw wrong(key, "an array");
  }
}
