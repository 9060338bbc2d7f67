package org.agentgovernance.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** An object of exactly so many fields, all of which are then asked for by name. */
final class EntryFields {
  private final Map<String, @Nullable Object> values;

  EntryFields(@Nullable Object value, int size) {
    this.values = Json.object(value);
    if (values.size() != size) {
      throw new IllegalArgumentException("other fields");
    }
  }

  @Nullable Object get(String name) {
    if (!values.containsKey(name)) {
      throw new IllegalArgumentException("a field is missing");
    }
    return values.get(name);
  }

  @Nullable String textOrNull(String name) {
    return get(name) == null ? null : text(name);
  }

  String text(String name) {
    if (get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("a field is no text");
  }

  Instant time(String name) {
    return Instant.parse(text(name));
  }

  long number(String name) {
    if (get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("a field is no whole number");
  }

  boolean flag(String name) {
    if (get(name) instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalArgumentException("a field is neither true nor false");
  }

  List<?> list(String name) {
    if (get(name) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("a field is no list");
  }

  Set<String> names(String name) {
    List<String> names = new ArrayList<>();
    for (Object each : list(name)) {
      if (!(each instanceof String text)) {
        throw new IllegalArgumentException("a name is no text");
      }
      names.add(text);
    }
    return new LinkedHashSet<>(names);
  }
}
