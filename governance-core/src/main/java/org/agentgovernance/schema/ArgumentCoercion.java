package org.agentgovernance.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * Turns values that are written in the wrong type, and mean only one thing in the right one, into
 * it: {@code "5"} where a number is expected, {@code 5} where text is, JSON text where an array or
 * object is. What would lose or add anything is left for the schema to refuse.
 */
final class ArgumentCoercion {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?");
  private static final int MOST_DEPTH = 16;

  private final Map<?, ?> schema;

  ArgumentCoercion(Map<?, ?> schema) {
    this.schema = schema;
  }

  /** The same arguments when nothing had to change. */
  Arguments apply(Arguments arguments) {
    Object coerced = value(arguments.asMap(), schema, 0);
    return coerced == arguments.asMap() ? arguments : Arguments.of(Json.object(coerced));
  }

  private @Nullable Object value(@Nullable Object value, @Nullable Object schema, int depth) {
    if (!(schema instanceof Map<?, ?> rule) || depth > MOST_DEPTH) {
      return value;
    }
    Object typed = typed(value, types(rule.get("type")));
    if (typed instanceof Map<?, ?> map && rule.get("properties") instanceof Map<?, ?> properties) {
      return object(map, properties, depth);
    }
    if (typed instanceof List<?> list && rule.get("items") instanceof Map<?, ?> items) {
      return array(list, items, depth);
    }
    return typed;
  }

  private Object object(Map<?, ?> map, Map<?, ?> properties, int depth) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    boolean changed = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object before = entry.getValue();
      Object after = value(before, properties.get(entry.getKey()), depth + 1);
      changed |= after != before;
      result.put((String) entry.getKey(), after);
    }
    return changed ? result : map;
  }

  private Object array(List<?> list, Map<?, ?> items, int depth) {
    List<@Nullable Object> result = new ArrayList<>(list.size());
    boolean changed = false;
    for (Object before : list) {
      Object after = value(before, items, depth + 1);
      changed |= after != before;
      result.add(after);
    }
    return changed ? result : list;
  }

  private static Set<String> types(@Nullable Object type) {
    Set<String> types = new TreeSet<>();
    if (type instanceof String one) {
      types.add(one);
    } else if (type instanceof List<?> several) {
      several.forEach(one -> types.add(String.valueOf(one)));
    }
    return types;
  }

  private static @Nullable Object typed(@Nullable Object value, Set<String> types) {
    if (types.isEmpty() || fits(value, types)) {
      return value;
    }
    if (value instanceof String text) {
      return ofText(text, types);
    }
    boolean plain = value instanceof Number || value instanceof Boolean;
    return plain && types.contains("string") ? Json.text(value) : value;
  }

  private static boolean fits(@Nullable Object value, Set<String> types) {
    if (value instanceof Long) {
      return types.contains("integer") || types.contains("number");
    }
    if (value instanceof Number) {
      return types.contains("number") || types.contains("integer");
    }
    if (value instanceof String) {
      return types.contains("string");
    }
    if (value instanceof Boolean) {
      return types.contains("boolean");
    }
    if (value instanceof List<?>) {
      return types.contains("array");
    }
    return value == null ? types.contains("null") : types.contains("object");
  }

  private static Object ofText(String text, Set<String> types) {
    if (types.contains("boolean") && (text.equals("true") || text.equals("false"))) {
      return text.equals("true");
    }
    boolean number = NUMBER.matcher(text).matches();
    boolean structure =
        (types.contains("array") && text.startsWith("["))
            || (types.contains("object") && text.startsWith("{"));
    if (!number && !structure) {
      return text;
    }
    try {
      Object parsed = Json.parse(text);
      return parsed != null && fits(parsed, types) && exact(parsed, text, types) ? parsed : text;
    } catch (JsonException e) {
      return text;
    }
  }

  /** A number that a double would round is not the number that was written. */
  private static boolean exact(Object parsed, String text, Set<String> types) {
    if (!(parsed instanceof Number)) {
      return true;
    }
    boolean whole = parsed instanceof Long || types.contains("number");
    return whole && new BigDecimal(text).compareTo(new BigDecimal(Json.text(parsed))) == 0;
  }
}
