package org.agentgovernance.condition;

import java.util.LinkedHashMap;
import java.util.Map;

/** Short ways to set up conditions in tests. */
final class Conditions {
  private Conditions() {}

  /** A map from alternating keys and values; unlike Map.of it takes null. */
  static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  /** The environment of a refund tool and a user with accounts. */
  static ConditionEnvironment.Builder refund() {
    Map<String, Object> schema =
        map(
            "type",
            "object",
            "properties",
            map(
                "amount", map("type", "number"),
                "account", map("type", "string"),
                "reason", map("enum", java.util.List.of("duplicate", "damaged")),
                "count", map("type", "integer"),
                "note", map("type", java.util.List.of("string", "null")),
                "card", map("type", "object", "properties", map("number", map("type", "string"))),
                "lines",
                    map(
                        "type",
                        "array",
                        "maxItems",
                        50L,
                        "items",
                        map("type", "object", "properties", map("price", map("type", "number"))))));
    Map<String, ConditionType> user = new LinkedHashMap<>();
    user.put("id", ConditionType.STRING);
    user.put("accounts", ConditionType.list(ConditionType.STRING));
    user.put("roles", ConditionType.list(ConditionType.STRING));
    return ConditionEnvironment.builder()
        .variable("args", ConditionType.fromJsonSchema(schema))
        .variable("user", ConditionType.object(user, false))
        .variable("context", ConditionType.DYN)
        .variable("now", ConditionType.TIMESTAMP);
  }

  /** Compiles against {@link #refund()}. */
  static Condition refund(String source) {
    return Condition.compile(source, refund().build());
  }

  /** An environment in which the only variable, {@code x}, may be anything. */
  static ConditionEnvironment anything() {
    return ConditionEnvironment.builder().variable("x", ConditionType.DYN).build();
  }

  /** Tests a condition on {@code x}. */
  static ConditionResult test(String source, Object x) {
    return Condition.compile(source, anything()).test(index -> x);
  }

  /** The first problem that a condition on the refund environment has. */
  static ConditionProblem problem(String source) {
    return problem(source, refund().build());
  }

  /** The first problem that a condition has. */
  static ConditionProblem problem(String source, ConditionEnvironment environment) {
    try {
      Condition.compile(source, environment);
    } catch (ConditionException e) {
      return e.problems().get(0);
    }
    throw new AssertionError("accepted: " + source);
  }
}
