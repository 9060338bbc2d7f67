package org.agentgovernance.manifest;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.condition.Condition;
import org.agentgovernance.condition.ConditionResult;
import org.agentgovernance.permission.RuleCondition;

/** A compiled {@code when}, applied to calls. */
final class CallCondition implements RuleCondition {
  private final Condition condition;
  private final Effect effect;

  CallCondition(Condition condition, Effect effect) {
    this.condition = condition;
    this.effect = effect;
  }

  @Override
  public Match test(ToolCall call, CallContext context) {
    ConditionResult result = condition.test(new CallVariables(call, context, effect));
    if (result.isTrue()) {
      return Match.YES;
    }
    return result.isFalse() ? Match.NO : Match.ERROR;
  }

  @Override
  public String explain(ToolCall call, CallContext context) {
    return condition.explain(new CallVariables(call, context, effect)).text();
  }
}
