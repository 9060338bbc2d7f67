package org.agentgovernance.manifest;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.agentgovernance.json.Names;
import org.agentgovernance.recovery.Compensation;
import org.jspecify.annotations.Nullable;

/**
 * Holds a declared undo against the schemas of both tools, as far as they say something: whether
 * every required argument is given, under names that there are.
 */
final class UndoCheck {
  private final Problems problems;
  private final Function<ManifestModel.Tool, @Nullable Object> inputSchema;
  private final Function<ManifestModel.Tool, @Nullable Object> outputSchema;

  UndoCheck(
      Problems problems,
      Function<ManifestModel.Tool, @Nullable Object> inputSchema,
      Function<ManifestModel.Tool, @Nullable Object> outputSchema) {
    this.problems = problems;
    this.inputSchema = inputSchema;
    this.outputSchema = outputSchema;
  }

  void check(ManifestModel.Tool tool, Compensation undo, ManifestModel.Tool other) {
    Object wanted = inputSchema.apply(other);
    Object own = inputSchema.apply(tool);
    Map<String, Compensation.Source> sources = undo.sources();
    Collection<String> given = sources == null ? properties(own) : sources.keySet();
    if (given != null) {
      for (String argument : required(wanted)) {
        if (!given.contains(argument)) {
          problem(
              tool,
              "\""
                  + other.name()
                  + "\" needs the argument \""
                  + argument
                  + "\", and "
                  + (sources == null
                      ? "\"" + tool.name() + "\" has none of that name; say where it comes from"
                      : "nothing says where it comes from; add it")
                  + " under undo.arguments, such as \"/output/id\"");
        }
      }
    }
    if (sources != null) {
      names(tool, "\"" + other.name() + "\" has no argument", sources.keySet(), closed(wanted));
      Collection<String> answer = properties(outputSchema.apply(tool));
      Collection<String> arguments = properties(own);
      for (Compensation.Source source : sources.values()) {
        if (!source.path().isEmpty()) {
          names(
              tool,
              source.pointer() + " leads nowhere, there is no",
              List.of(source.path().get(0)),
              source.output() ? answer : arguments);
        }
      }
    }
  }

  private void names(
      ManifestModel.Tool tool,
      String message,
      Collection<String> used,
      @Nullable Collection<String> known) {
    if (known == null) {
      return;
    }
    for (String name : used) {
      if (!known.contains(name)) {
        String nearest = Names.nearest(name, known);
        problem(
            tool,
            message
                + " \""
                + name
                + "\""
                + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
      }
    }
  }

  private void problem(ManifestModel.Tool tool, String message) {
    problems.add(tool.ref(), "tools." + tool.name() + ".undo", message);
  }

  private static List<String> required(@Nullable Object schema) {
    return schema instanceof Map<?, ?> map && map.get("required") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** The properties that a schema names, or null when it names none. */
  private static @Nullable Collection<String> properties(@Nullable Object schema) {
    return schema instanceof Map<?, ?> map && map.get("properties") instanceof Map<?, ?> named
        ? named.keySet().stream().map(String::valueOf).toList()
        : null;
  }

  /** The only properties that a schema allows, or null when it allows others. */
  private static @Nullable Collection<String> closed(@Nullable Object schema) {
    return schema instanceof Map<?, ?> map
            && Boolean.FALSE.equals(map.get("additionalProperties"))
            && !map.containsKey("patternProperties")
        ? properties(schema)
        : null;
  }
}
