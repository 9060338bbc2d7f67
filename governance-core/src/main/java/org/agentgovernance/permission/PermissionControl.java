package org.agentgovernance.permission;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Risk;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
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
   * @param tasks all declared tasks
   * @return the control
   */
  public static Interceptor forTool(
      String tool,
      Effect effect,
      Risk risk,
      String approval,
      List<PermissionRule> rules,
      Collection<String> tasks) {
    Verdicts verdicts = new Verdicts(tool, effect, risk, approval);
    Map<String, RuleSet> byTask = new HashMap<>();
    for (String task : tasks) {
      byTask.put(task, RuleSet.of(rules, task, verdicts));
    }
    return new PermissionControl(Map.copyOf(byTask), RuleSet.of(rules, null, verdicts));
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
