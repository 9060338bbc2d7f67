package org.agentgovernance.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.condition.ConditionEnvironment;
import org.agentgovernance.condition.ConditionType;
import org.agentgovernance.condition.Variables;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** What a condition can see of a call: the nine variables, in the order of their indexes. */
final class CallVariables implements Variables {
  private static final Object SESSION_KEY = new Object();
  static final List<String> NAMES =
      List.of("args", "user", "agent", "task", "session", "resource", "context", "now", "call");

  private static final int ARGS = 0;
  private static final int USER = 1;
  private static final int AGENT = 2;
  private static final int TASK = 3;
  private static final int SESSION = 4;
  private static final int RESOURCE = 5;
  private static final int CONTEXT = 6;
  private static final int NOW = 7;
  private static final int CALL = 8;

  private final ToolCall call;
  private final CallContext context;
  private final Effect effect;

  CallVariables(ToolCall call, CallContext context, Effect effect) {
    this.call = call;
    this.context = context;
    this.effect = effect;
  }

  /** The variables' types: arguments by the tool's schema, facts by the manifest's declarations. */
  static ConditionEnvironment environment(
      @Nullable Object argumentsSchema, ManifestModel.Attributes attributes) {
    Map<String, ConditionType> user = new LinkedHashMap<>();
    user.put("id", ConditionType.STRING);
    user.put("issuer", ConditionType.STRING);
    user.put("roles", ConditionType.list(ConditionType.STRING));
    ConditionType declared = ConditionType.fromJsonSchema(attributes.user());
    declared.fields().forEach(user::putIfAbsent);
    ConditionEnvironment.Builder environment =
        ConditionEnvironment.builder()
            .variable(
                "args",
                argumentsSchema instanceof Map<?, ?> schema
                    ? ConditionType.fromJsonSchema(Json.object(schema))
                    : ConditionType.DYN)
            .variable("user", ConditionType.object(user, isOpen(attributes.user())))
            .variable("agent", object("id", "instance"))
            .variable("task", object("id"))
            .variable("session", object("id"))
            .variable("resource", facts(attributes.resource()))
            .variable("context", facts(attributes.context()))
            .variable("now", ConditionType.TIMESTAMP)
            .variable("call", call());
    attributes.sensitive().forEach(environment::sensitive);
    return environment.build();
  }

  /** The confidence is missing when the agent does not state it: {@code has(call.confidence)}. */
  private static ConditionType call() {
    Map<String, ConditionType> fields = new LinkedHashMap<>();
    fields.put("tool", ConditionType.STRING);
    fields.put("effect", ConditionType.STRING);
    fields.put("confidence", ConditionType.DOUBLE);
    return ConditionType.object(fields, false);
  }

  /** Undeclared facts are only there when the manifest says so. */
  private static boolean isOpen(Map<String, @Nullable Object> schema) {
    Object more = schema.get("additionalProperties");
    return more != null && !Boolean.FALSE.equals(more);
  }

  private static ConditionType facts(Map<String, @Nullable Object> schema) {
    ConditionType declared = ConditionType.fromJsonSchema(schema);
    return ConditionType.object(declared.fields(), isOpen(schema));
  }

  private static ConditionType object(String... names) {
    Map<String, ConditionType> fields = new LinkedHashMap<>();
    for (String name : names) {
      fields.put(name, ConditionType.STRING);
    }
    return ConditionType.object(fields, false);
  }

  @Override
  public @Nullable Object get(int index) {
    return switch (index) {
      case ARGS -> call.arguments().asMap();
      case USER, AGENT, TASK, SESSION ->
          context.<Object[]>state(SESSION_KEY, CallVariables::ofSession)[index];
      case RESOURCE -> call.resource();
      case CONTEXT -> context.facts();
      case NOW -> context.now();
      case CALL -> ofCall();
      default -> null;
    };
  }

  private Map<String, Object> ofCall() {
    Double stated = call.confidence();
    String word = effect.word();
    return stated == null
        ? Map.of("tool", call.tool(), "effect", word)
        : Map.of("tool", call.tool(), "effect", word, "confidence", stated);
  }

  /** What does not change within a session is made once for it. */
  private static Object[] ofSession(CallContext context) {
    Subject subject = context.principal().subject();
    Map<String, @Nullable Object> user = new LinkedHashMap<>(subject.attributes());
    user.put("id", subject.id());
    user.put("issuer", subject.issuer());
    user.put("roles", List.copyOf(subject.roles()));
    String task = context.task();
    Object[] values = new Object[SESSION + 1];
    values[USER] = user;
    values[AGENT] =
        Map.of("id", context.principal().agent(), "instance", context.principal().instance());
    values[TASK] = task == null ? Map.of() : Map.of("id", task);
    values[SESSION] = Map.of("id", context.session());
    return values;
  }
}
