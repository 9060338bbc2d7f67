package org.agentgovernance.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.agentgovernance.budget.BudgetControl;
import org.agentgovernance.budget.BudgetRule;
import org.agentgovernance.budget.BudgetTarget;
import org.agentgovernance.budget.LoopControl;
import org.agentgovernance.budget.LoopRule;
import org.agentgovernance.budget.ModelBudgets;
import org.agentgovernance.budget.TaskSteps;
import org.agentgovernance.call.Effect;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.json.Names;
import org.agentgovernance.permission.PermissionRule;
import org.agentgovernance.resilience.BreakerControl;
import org.agentgovernance.resilience.BreakerRule;
import org.agentgovernance.resilience.ConcurrencyRule;
import org.agentgovernance.resilience.RateControl;
import org.agentgovernance.resilience.RateRule;
import org.agentgovernance.resilience.ToolSlots;
import org.agentgovernance.resilience.TrialControl;
import org.jspecify.annotations.Nullable;

/** The rules of the manifest, sorted by the tool that they reach. */
final class Rules {
  private final ManifestModel model;
  private final Problems problems;
  private final Map<String, List<PermissionRule>> permissions = new HashMap<>();
  private final Map<String, List<BudgetRule>> budgets = new HashMap<>();
  private final List<ModelBudgets.Entry> models = new ArrayList<>();
  private final Map<String, List<RateRule>> rates = new HashMap<>();
  private final Map<String, List<ConcurrencyRule>> caps = new HashMap<>();

  Rules(ManifestModel model, Problems problems, WhenCompiler when) {
    this.model = model;
    this.problems = problems;
    for (ManifestModel.Permission rule : model.permissions()) {
      when.compile(rule)
          .forEach((tool, condition) -> put(permissions, tool, permission(rule, condition)));
    }
    for (ManifestModel.Budget rule : model.budgets()) {
      BudgetRule budget = checked(rule.ref(), "budgets", () -> budget(rule));
      rule.tools().forEach(tool -> put(budgets, tool, budget));
      if (budget != null && !rule.models().isEmpty()) {
        models.add(
            new ModelBudgets.Entry(
                budget, name -> rule.models().stream().anyMatch(p -> Names.matches(p, name))));
      }
    }
    caps();
    for (ManifestModel.Rate rule : model.rates()) {
      RateRule rate =
          checked(
              rule.ref(),
              "rates",
              () ->
                  new RateRule(
                      rule.ref().id(), rule.permits(), rule.per(), rule.each(), rule.ref()));
      rule.tools().forEach(tool -> put(rates, tool, rate));
    }
  }

  private void caps() {
    for (ManifestModel.Tool tool : model.tools()) {
      ManifestModel.Cap own = tool.limits().concurrency();
      if (own != null) {
        put(caps, tool.name(), cap(own, "tools"));
      }
    }
    for (ManifestModel.Cap shared : model.concurrency()) {
      ConcurrencyRule cap = cap(shared, "concurrency");
      shared.tools().forEach(tool -> put(caps, tool, cap));
    }
  }

  private @Nullable ConcurrencyRule cap(ManifestModel.Cap cap, String section) {
    return checked(
        cap.ref(),
        section,
        () ->
            new ConcurrencyRule(
                cap.ref().id(),
                cap.permits(),
                cap.each(),
                cap.queue(),
                cap.maxWaiting(),
                cap.ref()));
  }

  /** The caps on how many calls of a tool run at once, or null. */
  @Nullable ToolSlots slots(ManifestModel.Tool tool, ControlState state) {
    List<ConcurrencyRule> rules = caps.getOrDefault(tool.name(), List.of());
    return rules.isEmpty() ? null : ToolSlots.forTool(tool.name(), rules, state.concurrency());
  }

  private static <T> void put(Map<String, List<T>> map, String tool, @Nullable T rule) {
    if (rule != null) {
      map.computeIfAbsent(tool, t -> new ArrayList<>()).add(rule);
    }
  }

  /** What a control refuses to be made of is a problem of the manifest. */
  private <T> @Nullable T checked(RuleRef ref, String section, Supplier<T> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      problems.add(ref, section + "." + ref.id(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static PermissionRule permission(
      ManifestModel.Permission rule, WhenCompiler.Compiled condition) {
    return new PermissionRule(
        rule.ref(),
        new LinkedHashSet<>(rule.tasks()),
        new LinkedHashSet<>(rule.roles()),
        condition.condition(),
        rule.verdict(),
        rule.approval());
  }

  private static BudgetRule budget(ManifestModel.Budget rule) {
    return BudgetRule.builder(rule.ref().id(), rule.unit(), rule.limit(), rule.ref())
        .per(rule.per())
        .window(rule.window())
        .alerts(rule.alerts())
        .allowance(rule.allowance())
        .build();
  }

  List<PermissionRule> permissions(String tool) {
    return permissions.getOrDefault(tool, List.of());
  }

  /** The budgets that count model calls. */
  ModelBudgets models(ControlState state) {
    return new ModelBudgets(models, state.budgets());
  }

  /** Budgets, rates and the breaker of one tool, in the order in which they are asked. */
  List<Interceptor> limits(ManifestModel.Tool tool, ControlState state) {
    List<Interceptor> limits = new ArrayList<>();
    List<BudgetRule> budget = budgets.getOrDefault(tool.name(), List.of());
    if (!budget.isEmpty()) {
      String group = tool.group() == null ? "" : tool.group();
      BudgetControl control =
          checked(
              tool.ref(),
              "tools",
              () ->
                  BudgetControl.forTool(
                      BudgetTarget.tool(tool.name(), group, tool.effect()),
                      budget,
                      tool.estimate(),
                      state.budgets()));
      if (control != null) {
        limits.add(control);
      }
    }
    List<RateRule> rate = rates.getOrDefault(tool.name(), List.of());
    if (!rate.isEmpty()) {
      limits.add(RateControl.forTool(tool.name(), rate, state.rates()));
    }
    BreakerRule breaker = breaker(tool);
    if (breaker != null) {
      limits.add(BreakerControl.forTool(tool.name(), breaker, state.breakers()));
    }
    List<TrialControl.Guarded> guarded = guarded(tool.name());
    if (!guarded.isEmpty()) {
      limits.add(TrialControl.forProbe(guarded, state.breakers()));
    }
    return limits;
  }

  private @Nullable BreakerRule breaker(ManifestModel.Tool tool) {
    ManifestModel.Breaker b = tool.limits().breaker();
    return b == null
        ? null
        : checked(
            tool.ref(),
            "tools",
            () ->
                new BreakerRule(
                    b.failureRate(),
                    b.window(),
                    b.open(),
                    b.each(),
                    new BreakerRule.Trial(
                        b.probe() == null && tool.effect() != Effect.IRREVERSIBLE, b.probe()),
                    tool.ref()));
  }

  /** The tools whose breakers this one tries out. */
  private List<TrialControl.Guarded> guarded(String probe) {
    List<TrialControl.Guarded> guarded = new ArrayList<>();
    for (ManifestModel.Tool tool : model.tools()) {
      ManifestModel.Breaker b = tool.limits().breaker();
      BreakerRule rule = b != null && probe.equals(b.probe()) ? breaker(tool) : null;
      if (rule != null) {
        guarded.add(new TrialControl.Guarded(tool.name(), rule));
      }
    }
    return guarded;
  }

  /** One control for all tools that stops sessions that go round in circles, or null. */
  @Nullable Interceptor loops(ControlState state) {
    List<TaskSteps> steps = new ArrayList<>();
    for (ManifestModel.Task task : model.tasks()) {
      Integer most = task.maxSteps();
      if (most != null) {
        steps.add(new TaskSteps(task.id(), most, task.ref()));
      }
    }
    ManifestModel.Loops loops = model.loops();
    if (loops == null && steps.isEmpty()) {
      return null;
    }
    LoopRule rule =
        loops == null
            ? null
            : checked(
                loops.ref(),
                "loops",
                () ->
                    new LoopRule(
                        loops.identicalCalls(),
                        loops.cycles(),
                        loops.sameResult(),
                        loops.maxSteps(),
                        loops.onLoop(),
                        reads(),
                        loops.ref()));
    return LoopControl.of(rule, steps, state.events());
  }

  private Set<String> reads() {
    Set<String> reads = new LinkedHashSet<>();
    for (ManifestModel.Tool tool : model.tools()) {
      if (tool.effect() == Effect.READ) {
        reads.add(tool.name());
      }
    }
    return reads;
  }
}
