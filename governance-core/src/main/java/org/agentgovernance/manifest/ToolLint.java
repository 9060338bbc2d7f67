package org.agentgovernance.manifest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.budget.BudgetRule;
import org.agentgovernance.call.Effect;
import org.agentgovernance.resilience.RetryRule;
import org.jspecify.annotations.Nullable;

/** Whether each tool is pinned, described, limited and, where it must be, confirmed. */
final class ToolLint {
  private final Lint lint;
  private final ManifestModel model;
  private final boolean signed;
  private final RuleReach reach;
  private final Set<String> described;

  ToolLint(
      Lint lint,
      ManifestModel model,
      Map<String, @Nullable Object> document,
      RuleReach reach,
      Set<String> described) {
    this.lint = lint;
    this.model = model;
    this.signed =
        document.get("catalog") instanceof Map<?, ?> catalog && catalog.containsKey("file");
    this.reach = reach;
    this.described = described;
  }

  void run() {
    if (!signed) {
      lint.add(
          LintRule.CATALOG_UNSIGNED,
          model.job().catalog(),
          "the catalogue is not signed, so whoever can change this file can change a tool; sign it"
              + " with \"governance catalog sign\" and name it under catalog.file");
    }
    for (ManifestModel.Tool tool : model.tools()) {
      if (!reach.callableAnywhere(tool.name())) {
        lint.add(
            LintRule.TOOL_UNREACHABLE,
            tool.ref(),
            "no session can call " + quoted(tool) + "; remove it or grant it where it is needed");
        continue;
      }
      pinned(tool);
      arguments(tool);
      limited(tool);
      rested(tool);
      tried(tool);
      confirmed(tool);
    }
    for (ApprovalPolicy policy : model.approvals()) {
      if (policy.roles().isEmpty()) {
        lint.add(
            LintRule.APPROVAL_ANYBODY,
            model.job().approvals(),
            "approval \""
                + policy.id()
                + "\" names no role, so anybody else may approve; add roles");
      }
    }
  }

  private void pinned(ManifestModel.Tool tool) {
    if (!signed && tool.digest() == null) {
      lint.add(
          LintRule.TOOL_UNSIGNED,
          tool.ref(),
          "nothing pins the descriptor of "
              + quoted(tool)
              + ", so it may change unseen; sign the catalogue or set its digest");
    }
  }

  private void arguments(ManifestModel.Tool tool) {
    Node schema = tool.inputSchema();
    boolean open =
        schema == null
            ? !signed && !described.contains(tool.name())
            : Boolean.TRUE.equals(schema.value());
    if (open && tool.effect() != Effect.READ) {
      lint.add(
          LintRule.TOOL_ANY_ARGUMENTS,
          tool.ref(),
          quoted(tool)
              + (schema == null
                  ? " declares no input schema here; give it one or look with --tools"
                  : " changes something and takes any arguments; give it an input schema"));
    }
  }

  private void limited(ManifestModel.Tool tool) {
    List<ManifestModel.Budget> budgets =
        model.budgets().stream().filter(b -> b.tools().contains(tool.name())).toList();
    if (budgets.stream().anyMatch(b -> measures(b, tool))
        || (tool.effect() == Effect.READ && readsAreLimited(tool))) {
      return;
    }
    if (!budgets.isEmpty()) {
      lint.add(
          LintRule.BUDGET_UNMEASURED,
          tool.ref(),
          quoted(tool)
              + " estimates nothing of what its budgets count ("
              + String.join(
                  ", ", budgets.stream().map(ManifestModel.Budget::unit).distinct().toList())
              + "), so only what it reports limits it; give it an estimate, or a budget of calls");
      return;
    }
    lint.add(
        LintRule.BUDGET_UNLIMITED,
        tool.ref(),
        "no budget counts "
            + quoted(tool)
            + (tool.effect() == Effect.READ ? ", and no rate and no step limit either" : "")
            + "; add one under budgets");
  }

  private void tried(ManifestModel.Tool tool) {
    RetryRule retry = tool.limits().retry();
    ManifestModel.Loops loops = model.loops();
    Integer identical = loops == null ? null : loops.identicalCalls();
    if (retry != null && identical != null && identical < retry.attempts()) {
      lint.add(
          LintRule.RETRY_LOOP,
          tool.ref(),
          quoted(tool)
              + " may be tried "
              + retry.attempts()
              + " times, but loops.identicalCalls allows "
              + identical
              + "; each try counts, so raise it or lower \"attempts\"");
    }
  }

  private void rested(ManifestModel.Tool tool) {
    ManifestModel.Breaker breaker = tool.limits().breaker();
    if (breaker != null && breaker.probe() == null && tool.effect() == Effect.IRREVERSIBLE) {
      lint.add(
          LintRule.BREAKER_OPERATOR_ONLY,
          tool.ref(),
          "the breaker of "
              + quoted(tool)
              + " stays open until an operator closes it; name a tool that reads as its \"probe\"");
    }
  }

  /** Whether each call of a tool takes something from a budget, whatever the tool reports. */
  private static boolean measures(ManifestModel.Budget budget, ManifestModel.Tool tool) {
    return budget.unit().equals(BudgetRule.CALLS)
        || budget.unit().equals(BudgetRule.STEPS)
        || tool.estimate().containsKey(budget.unit());
  }

  /** For what only reads a rate or a limit of steps will do. */
  private boolean readsAreLimited(ManifestModel.Tool tool) {
    ManifestModel.Loops loops = model.loops();
    return model.rates().stream().anyMatch(rate -> rate.tools().contains(tool.name()))
        || (loops != null && loops.maxSteps() != null);
  }

  private void confirmed(ManifestModel.Tool tool) {
    if (tool.effect() != Effect.IRREVERSIBLE || tool.approval() != null) {
      return;
    }
    List<ManifestModel.Permission> rules =
        model.permissions().stream()
            .filter(rule -> rule.tools().contains(tool.name()) && reach.decides(rule))
            .toList();
    boolean named = !rules.isEmpty() && rules.stream().allMatch(rule -> rule.approval() != null);
    if (model.approvals().isEmpty() && !named) {
      lint.add(
          LintRule.APPROVAL_IRREVERSIBLE,
          tool.ref(),
          quoted(tool)
              + " cannot be undone and nothing says who confirms it; declare them under approvals"
              + " and name the policy in the tool's \"approval\"");
    }
  }

  private static String quoted(ManifestModel.Tool tool) {
    return "tool \"" + tool.name() + "\"";
  }
}
