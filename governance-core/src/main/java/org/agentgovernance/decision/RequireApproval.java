package org.agentgovernance.decision;

import org.jspecify.annotations.Nullable;

/**
 * The call may run once a person has approved exactly this call.
 *
 * @param code why, for programs
 * @param interceptor which control asks
 * @param rule the rule behind it, or null
 * @param approval the id of the approval policy in the manifest
 * @param message why, for the operator
 * @param modelMessage why, for the model
 */
public record RequireApproval(
    ReasonCode code,
    String interceptor,
    @Nullable RuleRef rule,
    String approval,
    String message,
    String modelMessage)
    implements Decision {
  @Override
  public Verdict verdict() {
    return Verdict.APPROVE;
  }
}
