package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a type from a JSON Schema. What it does not understand makes the type wider. */
final class SchemaTypes {
  private static final int MAX_DEPTH = 12;
  private static final int MAX_NODES = 5_000;

  private final Map<String, ?> document;
  private final Map<String, ConditionType> resolved = new HashMap<>();
  private int nodes;

  SchemaTypes(Map<String, ?> document) {
    this.document = document;
  }

  ConditionType root() {
    return type(document, 0);
  }

  private ConditionType type(@Nullable Object schema, int depth) {
    if (!(schema instanceof Map<?, ?> map) || depth > MAX_DEPTH || ++nodes > MAX_NODES) {
      return ConditionType.DYN;
    }
    if (map.get("$ref") instanceof String reference) {
      return reference(reference, depth);
    }
    if (map.containsKey("const")) {
      return values(java.util.Collections.singletonList(map.get("const")));
    }
    if (map.get("enum") instanceof List<?> values) {
      return values(values);
    }
    Object declared = map.get("type");
    if (declared instanceof String name) {
      return named(name, map, depth);
    }
    if (declared instanceof List<?> names) {
      List<ConditionType> types = new ArrayList<>();
      for (Object name : names) {
        types.add(name instanceof String text ? named(text, map, depth) : ConditionType.DYN);
      }
      return union(types);
    }
    return combined(map, depth);
  }

  private ConditionType combined(Map<?, ?> map, int depth) {
    if (map.get("anyOf") instanceof List<?> options) {
      return options(options, depth);
    }
    if (map.get("oneOf") instanceof List<?> options) {
      return options(options, depth);
    }
    if (map.get("allOf") instanceof List<?> parts) {
      return parts.size() == 1 ? type(parts.get(0), depth + 1) : merged(map, parts, depth);
    }
    return map.get("properties") instanceof Map<?, ?>
        ? named("object", map, depth)
        : ConditionType.DYN;
  }

  private ConditionType options(List<?> options, int depth) {
    List<ConditionType> types = new ArrayList<>();
    for (Object option : options) {
      types.add(type(option, depth + 1));
    }
    return union(types);
  }

  private static ConditionType union(List<ConditionType> types) {
    ConditionType joined = null;
    for (ConditionType type : types) {
      if (joined != null && isOneWholeNumber(joined, type)) {
        joined =
            joined.isNullable() || type.isNullable()
                ? ConditionType.DOUBLE.nullable()
                : ConditionType.DOUBLE;
      } else {
        joined = joined == null ? type : TypeRules.join(joined, type);
      }
    }
    return joined == null ? ConditionType.DYN : joined;
  }

  /** JSON does not tell 1 from 1.0, so "integer or number" is "number". */
  private static boolean isOneWholeNumber(ConditionType a, ConditionType b) {
    ConditionType.Kind one = a.kind();
    ConditionType.Kind other = b.kind();
    return (one == ConditionType.Kind.INT && other == ConditionType.Kind.DOUBLE)
        || (one == ConditionType.Kind.DOUBLE && other == ConditionType.Kind.INT);
  }

  /** The parts of an allOf all hold: an object has the fields of every part. */
  private ConditionType merged(Map<?, ?> map, List<?> parts, int depth) {
    Map<String, ConditionType> fields = new LinkedHashMap<>();
    List<Object> all = new ArrayList<>(parts);
    if (map.get("properties") instanceof Map<?, ?>) {
      Map<Object, Object> own = new LinkedHashMap<>(map);
      own.remove("allOf");
      all.add(own);
    }
    for (Object part : all) {
      ConditionType type = type(part, depth + 1);
      if (type.kind() != ConditionType.Kind.OBJECT) {
        return ConditionType.DYN;
      }
      type.fields().forEach((name, field) -> fields.merge(name, field, TypeRules::join));
    }
    return ConditionType.object(fields, true);
  }

  private ConditionType named(String name, Map<?, ?> map, int depth) {
    switch (name) {
      case "string":
        return sized(ConditionType.STRING, map.get("maxLength"));
      case "integer":
        return ConditionType.INT;
      case "number":
        return ConditionType.DOUBLE;
      case "boolean":
        return ConditionType.BOOL;
      case "null":
        return ConditionType.NULL;
      case "array":
        ConditionType element =
            map.containsKey("prefixItems") || map.get("items") instanceof List<?>
                ? ConditionType.DYN
                : type(map.get("items"), depth + 1);
        return sized(ConditionType.list(element), map.get("maxItems"));
      case "object":
        return sized(object(map, depth), map.get("maxProperties"));
      default:
        return ConditionType.DYN;
    }
  }

  private ConditionType object(Map<?, ?> map, int depth) {
    Object additional = map.get("additionalProperties");
    if (!(map.get("properties") instanceof Map<?, ?> properties)) {
      ConditionType value =
          map.containsKey("patternProperties") ? ConditionType.DYN : type(additional, depth + 1);
      return ConditionType.map(ConditionType.STRING, value);
    }
    Map<String, ConditionType> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> property : properties.entrySet()) {
      if (property.getKey() instanceof String name) {
        fields.put(name, type(property.getValue(), depth + 1));
      }
    }
    boolean open =
        Boolean.TRUE.equals(additional)
            || additional instanceof Map<?, ?>
            || map.containsKey("patternProperties")
            || map.containsKey("allOf")
            || map.containsKey("anyOf")
            || map.containsKey("oneOf")
            || map.containsKey("if")
            || map.containsKey("dependentSchemas");
    return ConditionType.object(fields, open);
  }

  private static ConditionType sized(ConditionType type, @Nullable Object limit) {
    boolean whole = limit instanceof Long || limit instanceof Integer || limit instanceof Double;
    if (!whole || !(limit instanceof Number number)) {
      return type;
    }
    double size = number.doubleValue();
    return size >= 0 && size <= Integer.MAX_VALUE ? type.withMaxSize((int) size) : type;
  }

  private static ConditionType values(List<?> values) {
    List<ConditionType> types = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    boolean onlyText = !values.isEmpty();
    for (Object value : values) {
      if (value instanceof String text) {
        texts.add(text);
      }
      onlyText &= value instanceof String || value == null;
      types.add(ofValue(value));
    }
    if (!onlyText || texts.isEmpty()) {
      return union(types);
    }
    ConditionType type = ConditionType.oneOf(texts);
    return texts.size() < values.size() ? type.nullable() : type;
  }

  private static ConditionType ofValue(@Nullable Object value) {
    if (value == null) {
      return ConditionType.NULL;
    }
    if (value instanceof String) {
      return ConditionType.STRING;
    }
    if (value instanceof Boolean) {
      return ConditionType.BOOL;
    }
    if (value instanceof Long || value instanceof Integer) {
      return ConditionType.INT;
    }
    return value instanceof Double ? ConditionType.DOUBLE : ConditionType.DYN;
  }

  private ConditionType reference(String reference, int depth) {
    ConditionType known = resolved.get(reference);
    if (known != null) {
      return known;
    }
    Object target = reference.startsWith("#") ? find(reference.substring(1)) : null;
    resolved.put(reference, ConditionType.DYN); // what a recursive reference sees
    ConditionType type = type(target, depth + 1);
    resolved.put(reference, type);
    return type;
  }

  private @Nullable Object find(String pointer) {
    Object at = document;
    if (!pointer.isEmpty() && !pointer.startsWith("/")) {
      return null;
    }
    for (String part : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
      String name = part.replace("~1", "/").replace("~0", "~");
      if (at instanceof Map<?, ?> map) {
        at = map.get(name);
      } else {
        return null;
      }
    }
    return at;
  }
}
