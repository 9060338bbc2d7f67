package org.agentgovernance.decision;

import org.jspecify.annotations.Nullable;

/**
 * The call does not run.
 *
 * @param code why, for programs
 * @param interceptor which control denies
 * @param rule the rule behind it, or null
 * @param message why, for the operator: what, the limit against the actual, the next step
 * @param modelMessage why, for the model: what it may do instead
 */
public record Deny(
    ReasonCode code,
    String interceptor,
    @Nullable RuleRef rule,
    String message,
    String modelMessage)
    implements Decision {
  /**
   * A denial without a rule.
   *
   * @param code why, for programs
   * @param interceptor which control denies
   * @param message why, for the operator
   * @param modelMessage why, for the model
   */
  public Deny(ReasonCode code, String interceptor, String message, String modelMessage) {
    this(code, interceptor, null, message, modelMessage);
  }

  @Override
  public Verdict verdict() {
    return Verdict.DENY;
  }
}
