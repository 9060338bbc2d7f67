package org.agentgovernance.cli.proposal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes JSON for people: what fits stands on one line. */
final class ManifestText {
  private static final int WIDTH = 100;

  String of(@Nullable Object value) {
    return write(value, 0) + "\n";
  }

  private String write(@Nullable Object value, int indent) {
    String flat = flat(value);
    if (indent + flat.length() <= WIDTH && indent > 0) {
      return flat;
    }
    List<String> parts = new ArrayList<>();
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((key, item) -> parts.add(Json.text(key) + ": " + write(item, indent + 2)));
      return block("{", parts, "}", indent);
    }
    if (value instanceof List<?> list && !list.isEmpty()) {
      list.forEach(item -> parts.add(write(item, indent + 2)));
      return block("[", parts, "]", indent);
    }
    return flat;
  }

  private static String block(String open, List<String> parts, String close, int indent) {
    String inner = "\n" + " ".repeat(indent + 2);
    return open + inner + String.join("," + inner, parts) + "\n" + " ".repeat(indent) + close;
  }

  private static String flat(@Nullable Object value) {
    List<String> parts = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> parts.add(Json.text(key) + ": " + flat(item)));
      return "{" + String.join(", ", parts) + "}";
    }
    if (value instanceof List<?> list) {
      list.forEach(item -> parts.add(flat(item)));
      return "[" + String.join(", ", parts) + "]";
    }
    return Json.text(value);
  }
}
