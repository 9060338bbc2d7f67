package org.agentgovernance.permission;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;

/**
 * The compiled {@code when} of a rule: a pure function of the call. It never throws and takes no
 * time of note; whatever goes wrong inside is {@link Match#ERROR}.
 */
public interface RuleCondition {
  /** What a condition says of a call. */
  enum Match {
    /** It holds. */
    YES,
    /** It does not hold. */
    NO,
    /** It could not be evaluated: a forbid rule forbids, any other does not match. */
    ERROR
  }

  /**
   * Evaluates the condition.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return whether it holds
   */
  Match test(ToolCall call, CallContext context);

  /**
   * Says which part of the condition decided, with values where they are not sensitive.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return a text for the operator, never for the model
   */
  String explain(ToolCall call, CallContext context);
}
