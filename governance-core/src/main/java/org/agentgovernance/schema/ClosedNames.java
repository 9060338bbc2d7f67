package org.agentgovernance.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that a call may use when its schema lists properties without saying whether there may
 * be others. JSON Schema would let any other name pass; an agent that invents an argument is better
 * told.
 */
final class ClosedNames {
  /** Keywords by which a schema speaks, or may speak, of properties that it does not list. */
  private static final Set<String> SPEAKS_OF_OTHERS =
      Set.of(
          "$dynamicRef",
          "$recursiveRef",
          "$ref",
          "additionalProperties",
          "allOf",
          "anyOf",
          "dependencies",
          "dependentSchemas",
          "if",
          "oneOf",
          "patternProperties",
          "propertyNames",
          "unevaluatedProperties");

  private final @Nullable Set<String> known;

  private ClosedNames(@Nullable Set<String> known) {
    this.known = known;
  }

  static ClosedNames of(Object schema) {
    if (!(schema instanceof Map<?, ?> map)
        || !(map.get("properties") instanceof Map<?, ?> properties)
        || map.keySet().stream().anyMatch(SPEAKS_OF_OTHERS::contains)) {
      return new ClosedNames(null);
    }
    Set<String> known = new LinkedHashSet<>();
    for (Object name : properties.keySet()) {
      known.add((String) name);
    }
    return new ClosedNames(known);
  }

  List<Problem> unknown(Collection<String> names) {
    Set<String> listed = known;
    if (listed == null || listed.containsAll(names)) {
      return List.of();
    }
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      if (!listed.contains(name) && problems.size() < Problems.MAX) {
        problems.add(
            new Problem(Pointers.shownChild("", name), Expectation.knownName(listed, name)));
      }
    }
    return List.copyOf(problems);
  }
}
