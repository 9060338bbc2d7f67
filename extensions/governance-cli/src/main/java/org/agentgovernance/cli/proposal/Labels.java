package org.agentgovernance.cli.proposal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said of the tools: an object of labels by tool name, alone or, as {@code suites},
 * in several sets, of which the one that knows most of the tools counts.
 *
 * <p>A label may say {@code effect} (read or mutate), {@code sink} (external or internal), {@code
 * source} (trusted or untrusted), {@code echo} (the answer of a tool that changes something carries
 * untrusted text), {@code sensitive}, {@code gated} and {@code identityArgs}.
 */
public final class Labels {
  /** Nothing was said. */
  public static final Labels NONE = new Labels(Map.of(), "");

  private final Map<String, Label> byTool;
  private final String suite;

  private Labels(Map<String, Label> byTool, String suite) {
    this.byTool = byTool;
    this.suite = suite;
  }

  /** What was said of one tool; what was not is null. */
  record Label(
      @Nullable String effect,
      @Nullable String sink,
      @Nullable String source,
      boolean echo,
      @Nullable Boolean sensitive,
      @Nullable Boolean gated,
      @Nullable List<String> identity) {}

  /**
   * Reads labels.
   *
   * @param json the file
   * @param tools the names of the tools
   * @return the labels
   * @throws JsonException when the text is not strict JSON of that shape
   */
  public static Labels parse(byte[] json, Set<String> tools) {
    Map<String, @Nullable Object> root = Json.object(Json.parse(json, JsonLimits.FILE));
    if (!(root.get("suites") instanceof Map<?, ?> suites)) {
      return new Labels(labels(root, tools), "");
    }
    String best = "";
    Map<String, @Nullable Object> chosen = Map.of();
    long most = 0;
    for (Map.Entry<String, @Nullable Object> suite : Json.object(suites).entrySet()) {
      if (suite.getValue() instanceof Map<?, ?> of) {
        long known = of.keySet().stream().filter(tools::contains).count();
        if (known > most) {
          most = known;
          best = suite.getKey();
          chosen = Json.object(of);
        }
      }
    }
    return new Labels(labels(chosen, tools), best);
  }

  private static Map<String, Label> labels(Map<String, @Nullable Object> root, Set<String> tools) {
    Map<String, Label> labels = new LinkedHashMap<>();
    root.forEach(
        (tool, value) -> {
          if (tools.contains(tool)) {
            labels.put(tool, label(tool, value));
          }
        });
    return labels;
  }

  private static Label label(String tool, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(tool, "is no object");
    }
    Map<String, @Nullable Object> label = Json.object(map);
    return new Label(
        word(tool, label, "effect", "read", "mutate"),
        word(tool, label, "sink", "external", "internal"),
        word(tool, label, "source", "trusted", "untrusted"),
        Boolean.TRUE.equals(flag(tool, label, "echo")),
        flag(tool, label, "sensitive"),
        flag(tool, label, "gated"),
        names(tool, label));
  }

  private static @Nullable String word(
      String tool, Map<String, @Nullable Object> label, String key, String... known) {
    Object value = label.get(key);
    if (value == null || List.of(known).contains(value)) {
      return (String) value;
    }
    throw wrong(tool, "\"" + key + "\" is none of " + String.join(", ", known));
  }

  private static @Nullable Boolean flag(
      String tool, Map<String, @Nullable Object> label, String key) {
    Object value = label.get(key);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    throw wrong(tool, "\"" + key + "\" is neither true nor false");
  }

  private static @Nullable List<String> names(String tool, Map<String, @Nullable Object> label) {
    Object value = label.get("identityArgs");
    if (value == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof String name)) {
          throw wrong(tool, "\"identityArgs\" holds something else than names");
        }
        names.add(name);
      }
      return names;
    }
    throw wrong(tool, "\"identityArgs\" is no list of names");
  }

  private static JsonException wrong(String tool, String what) {
    return new JsonException("the label of tool \"" + tool + "\": " + what, 0, 0);
  }

  /** The label of a tool, or null when nothing was said of it. */
  @Nullable Label of(String tool) {
    return byTool.get(tool);
  }

  /**
   * The set that was chosen.
   *
   * @return its name, or an empty string when there are no sets
   */
  public String suite() {
    return suite;
  }
}
