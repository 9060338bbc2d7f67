package org.agentgovernance.permission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Risk;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Interceptor;

/**
 * The rules of one tool, sorted by task and strength when the policy is compiled. Immutable.
 *
 * <p>Only the rules of this tool and of the session's task are looked at, and none behind an
 * unconditional one of the same strength, so the number of rules in the manifest does not matter.
 */
public final class PermissionControl implements Interceptor {
  static final String ID = "permission";

  private final Map<String, RuleSet> byTask;
  private final RuleSet withoutTask;

  private PermissionControl(Map<String, RuleSet> byTask, RuleSet withoutTask) {
    this.byTask = byTask;
    this.withoutTask = withoutTask;
  }

  /**
   * The control of one tool.
   *
   * @param tool the tool's name
   * @param effect the tool's effect; an irreversible one is always confirmed by a person
   * @param risk the tool's risk class; C is always confirmed, D needs a rule that says approve
   * @param approval the approval policy for rules that name none
   * @param rules the rules that name this tool, in the order of the manifest
   * @param tasks the tasks that include the tool, with the place of each; a task permits its tools
   *     unless a rule that permits or asks names them, for then those rules decide
   * @return the control
   */
  public static Interceptor forTool(
      String tool,
      Effect effect,
      Risk risk,
      String approval,
      List<PermissionRule> rules,
      Map<String, RuleRef> tasks) {
    Verdicts verdicts = new Verdicts(tool, effect, risk, approval);
    Map<String, RuleSet> byTask = new HashMap<>();
    tasks.forEach(
        (task, ref) -> byTask.put(task, RuleSet.of(withTask(rules, task, ref), task, verdicts)));
    return new PermissionControl(Map.copyOf(byTask), RuleSet.of(rules, null, verdicts));
  }

  /** What the task itself grants comes to a rule like any other, where no other grants anything. */
  private static List<PermissionRule> withTask(
      List<PermissionRule> rules, String task, RuleRef ref) {
    for (PermissionRule rule : rules) {
      boolean applies = rule.tasks().isEmpty() || rule.tasks().contains(task);
      if (applies && rule.verdict() != PermissionRule.Kind.FORBID) {
        return rules;
      }
    }
    List<PermissionRule> all = new ArrayList<>(rules);
    all.add(
        new PermissionRule(ref, Set.of(task), Set.of(), null, PermissionRule.Kind.PERMIT, null));
    return all;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    return rules(context).decide(call, context);
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    return rules(context).explain(call, context);
  }

  private RuleSet rules(CallContext context) {
    String task = context.task();
    // An undeclared task is the allowlist's to refuse; here it has the rules of no task at all.
    RuleSet rules = task == null ? null : byTask.get(task);
    return rules == null ? withoutTask : rules;
  }
}
