package org.agentgovernance.manifest;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.agentgovernance.call.Effect;
import org.agentgovernance.condition.Condition;
import org.agentgovernance.condition.ConditionEnvironment;
import org.agentgovernance.condition.ConditionException;
import org.agentgovernance.condition.ConditionProblem;
import org.agentgovernance.condition.ParsedCondition;
import org.agentgovernance.permission.RuleCondition;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the {@code when} of rules. A rule for several tools is parsed once and checked against
 * the input schema of each; the first problem of each is reported at its place in the manifest.
 */
final class WhenCompiler {
  /**
   * What a rule's {@code when} comes to for one tool.
   *
   * @param condition the condition, or null when the rule has none
   */
  record Compiled(@Nullable RuleCondition condition) {}

  private final ManifestModel model;
  private final Problems problems;
  private final Function<ManifestModel.Tool, @Nullable Object> schemas;
  private final Map<String, ManifestModel.Tool> tools = new HashMap<>();
  private final Map<String, ConditionEnvironment> environments = new HashMap<>();

  WhenCompiler(
      ManifestModel model,
      Problems problems,
      Function<ManifestModel.Tool, @Nullable Object> schemas) {
    this.model = model;
    this.problems = problems;
    this.schemas = schemas;
    model.tools().forEach(tool -> tools.put(tool.name(), tool));
  }

  /** The rule's condition for each of its tools; a tool whose condition does not compile is out. */
  Map<String, Compiled> compile(ManifestModel.Permission rule) {
    Map<String, Compiled> compiled = new LinkedHashMap<>();
    Node.Scalar when = rule.when();
    if (when == null) {
      rule.tools().forEach(tool -> compiled.put(tool, new Compiled(null)));
      return compiled;
    }
    ParsedCondition parsed;
    try {
      parsed = ParsedCondition.parse(String.valueOf(when.value()));
    } catch (ConditionException e) {
      report(rule, when, e, null);
      return compiled;
    }
    for (String tool : rule.tools()) {
      try {
        Condition condition = parsed.compile(environment(tool));
        compiled.put(tool, new Compiled(new CallCondition(condition, effect(tool))));
      } catch (ConditionException e) {
        report(rule, when, e, rule.tools().size() > 1 ? tool : null);
      }
    }
    return compiled;
  }

  private void report(
      ManifestModel.Permission rule,
      Node.Scalar when,
      ConditionException e,
      @Nullable String tool) {
    for (ConditionProblem problem : e.problems()) {
      boolean firstLine = problem.line() <= 1;
      problems.add(
          when.line(),
          firstLine ? when.column() + problem.column() : when.column(),
          rule.path() + ".when",
          (tool == null ? "" : "for tool \"" + tool + "\": ")
              + problem.message()
              + "\n"
              + problem.render(String.valueOf(when.value())).indent(4).stripTrailing());
    }
  }

  private Effect effect(String tool) {
    ManifestModel.Tool listed = tools.get(tool);
    return listed == null ? Effect.IRREVERSIBLE : listed.effect();
  }

  private ConditionEnvironment environment(String tool) {
    return environments.computeIfAbsent(
        tool,
        name -> {
          ManifestModel.Tool listed = tools.get(name);
          Object schema = listed == null ? null : schemas.apply(listed);
          return CallVariables.environment(schema, model.attributes());
        });
  }
}
