package org.agentgovernance.decision;

import org.jspecify.annotations.Nullable;

/**
 * What one control, or the whole chain, says of a call. Immutable; decisions that do not depend on
 * the call are made once when the manifest is loaded.
 */
public sealed interface Decision permits Permit, RequireApproval, Deny {
  /**
   * The answer.
   *
   * @return permit, approve or deny
   */
  Verdict verdict();

  /**
   * Why, for programs.
   *
   * @return the reason code
   */
  ReasonCode code();

  /**
   * Which control said it.
   *
   * @return the id of the interceptor
   */
  String interceptor();

  /**
   * The rule behind it.
   *
   * @return the rule, or null when none decided
   */
  @Nullable RuleRef rule();

  /**
   * Why, for the operator: what, the limit against the actual, the next step.
   *
   * @return a text without arguments or secrets
   */
  String message();

  /**
   * Why, for the model: what it may do instead, and nothing about the rules.
   *
   * @return a text that is safe to show to the model
   */
  String modelMessage();
}
