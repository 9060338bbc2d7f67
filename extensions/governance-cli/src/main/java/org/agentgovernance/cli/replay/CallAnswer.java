package org.agentgovernance.cli.replay;

import org.agentgovernance.CallResult;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.decision.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What came of one call.
 *
 * @param verdict what was decided
 * @param executed whether the call would have run
 * @param code why, for programs
 * @param interceptor which control decided
 * @param rule the id of the rule behind it, or null
 * @param message why, for the operator
 */
record CallAnswer(
    Verdict verdict,
    boolean executed,
    ReasonCode code,
    String interceptor,
    @Nullable String rule,
    String message) {
  static CallAnswer of(CallResult result) {
    Decision decision = result.decision();
    RuleRef rule = decision.rule();
    return new CallAnswer(
        decision.verdict(),
        result.executed(),
        result.code(),
        decision.interceptor(),
        rule == null ? null : rule.id(),
        message(result, decision));
  }

  private static String message(CallResult result, Decision decision) {
    if (!result.executed() || result.succeeded()) {
      return decision.message();
    }
    return (result.code().equals(ReasonCode.TOOL_NULL)
            ? "the tool returned nothing when it was recorded; "
            : "the tool failed when it was recorded; ")
        + decision.message();
  }

  /** A call of a session that may not call. */
  static CallAnswer refused(String why) {
    return new CallAnswer(Verdict.DENY, false, ReasonCode.SESSION_CLOSED, "replay", null, why);
  }
}
