package org.agentgovernance.manifest;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.agentgovernance.call.Effect;
import org.agentgovernance.flow.Acceptance;
import org.agentgovernance.flow.Confidentiality;
import org.agentgovernance.flow.Integrity;
import org.agentgovernance.flow.OutputLabel;
import org.jspecify.annotations.Nullable;

/**
 * The rule of two: untrusted input, sensitive access and an effect outside must not all meet in one
 * session unless a person is asked.
 */
final class FlowLint {
  private final Lint lint;
  private final ManifestModel model;
  private final RuleReach reach;
  private final Set<String> reported = new LinkedHashSet<>();

  FlowLint(Lint lint, ManifestModel model, RuleReach reach) {
    this.lint = lint;
    this.model = model;
    this.reach = reach;
  }

  void run() {
    for (String task : reach.tasks()) {
      ManifestModel.Tool untrusted = first(task, FlowLint::returnsUntrusted);
      if (untrusted != null) {
        for (ManifestModel.Tool tool : model.tools()) {
          if (tool.effect() != Effect.READ && reach.unasked(task, tool.name())) {
            look(task, untrusted, tool);
          }
        }
      }
    }
  }

  private void look(String task, ManifestModel.Tool untrusted, ManifestModel.Tool effect) {
    Acceptance accepts = effect.accepts();
    if (accepts != null && !accepts.untrusted()) {
      return;
    }
    Confidentiality most = accepts == null ? Confidentiality.USER : accepts.maxConfidentiality();
    ManifestModel.Tool sensitive =
        first(
            task,
            tool -> {
              Confidentiality label = label(tool).confidentiality();
              return label != Confidentiality.PUBLIC && label.compareTo(most) <= 0;
            });
    if (sensitive != null && reported.add(effect.name())) {
      lint.add(
          LintRule.FLOW_RULE_OF_TWO,
          effect.ref(),
          "in "
              + (task.equals(RuleReach.NO_TASK)
                  ? "a session without a task"
                  : "task \"" + task + '"')
              + " tool \""
              + effect.name()
              + "\" may run unasked after \""
              + untrusted.name()
              + "\" brought untrusted text and \""
              + sensitive.name()
              + "\" brought sensitive data; let it accept only trusted sessions, limit its"
              + " maxConfidentiality, or ask a person");
    }
  }

  private ManifestModel.@Nullable Tool first(String task, Predicate<ManifestModel.Tool> test) {
    for (ManifestModel.Tool tool : model.tools()) {
      if (reach.callable(task).contains(tool.name()) && test.test(tool)) {
        return tool;
      }
    }
    return null;
  }

  private static boolean returnsUntrusted(ManifestModel.Tool tool) {
    OutputLabel label = label(tool);
    return label.integrity() == Integrity.UNTRUSTED
        || label.fields().containsValue(Integrity.UNTRUSTED);
  }

  private static OutputLabel label(ManifestModel.Tool tool) {
    OutputLabel label = tool.outputs();
    return label == null ? OutputLabel.UNLABELLED : label;
  }
}
