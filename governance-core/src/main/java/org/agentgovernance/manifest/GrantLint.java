package org.agentgovernance.manifest;

import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Effect;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Names;
import org.agentgovernance.permission.PermissionRule;
import org.jspecify.annotations.Nullable;

/** Whether rules and tasks grant what they name and no more, and whether they can decide at all. */
final class GrantLint {
  private final Lint lint;
  private final ManifestModel model;
  private final Map<String, @Nullable Object> document;
  private final RuleReach reach;

  GrantLint(
      Lint lint, ManifestModel model, Map<String, @Nullable Object> document, RuleReach reach) {
    this.lint = lint;
    this.model = model;
    this.document = document;
    this.reach = reach;
  }

  void run() {
    for (int i = 0; i < model.permissions().size(); i++) {
      ManifestModel.Permission rule = model.permissions().get(i);
      if (!reach.decides(rule)) {
        lint.add(
            LintRule.RULE_UNREACHABLE,
            rule.ref(),
            "rule \""
                + rule.ref().id()
                + "\" can never decide: a rule without a condition that is as strong or stronger"
                + " stands before it for each of its tools; remove one of them or give the other a"
                + " condition");
      }
      if (rule.verdict() != PermissionRule.Kind.FORBID) {
        wildcards("permissions", i, "rule", rule.ref());
      }
    }
    for (int i = 0; i < model.tasks().size(); i++) {
      wildcards("tasks", i, "task", model.tasks().get(i).ref());
    }
  }

  private void wildcards(String section, int index, String kind, RuleRef ref) {
    if (!(document.get(section) instanceof List<?> entries)
        || !(entries.get(index) instanceof Map<?, ?> entry)
        || !(entry.get("tools") instanceof List<?> patterns)) {
      return;
    }
    for (Object item : patterns) {
      if (item instanceof String pattern && pattern.indexOf('*') >= 0) {
        List<String> reached =
            model.tools().stream()
                .filter(tool -> Names.matches(pattern, tool.name()))
                .filter(tool -> pattern.equals("*") || tool.effect() != Effect.READ)
                .map(ManifestModel.Tool::name)
                .toList();
        if (!reached.isEmpty()) {
          lint.add(
              LintRule.GRANT_WILDCARD,
              ref,
              kind
                  + " \""
                  + ref.id()
                  + "\" grants \""
                  + pattern
                  + "\", which reaches "
                  + some(reached)
                  + " and whatever is listed later; name the tools");
        }
      }
    }
  }

  static String some(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
  }
}
