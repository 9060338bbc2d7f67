package org.agentgovernance.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A control has no objection.
 *
 * @param interceptor which control said it
 * @param rule the rule that permits, or null when the control has none
 * @param obligations what must be done before the tool runs; the call is denied when one is not
 */
public record Permit(String interceptor, @Nullable RuleRef rule, List<Obligation> obligations)
    implements Decision {
  /** Copies the list. */
  public Permit {
    obligations = List.copyOf(obligations);
  }

  /**
   * A permit without rule or obligation.
   *
   * @param interceptor which control says it
   * @return the permit
   */
  public static Permit by(String interceptor) {
    return new Permit(interceptor, null, List.of());
  }

  @Override
  public Verdict verdict() {
    return Verdict.PERMIT;
  }

  @Override
  public ReasonCode code() {
    return ReasonCode.PERMITTED;
  }

  @Override
  public String message() {
    return rule == null ? "permitted" : "permitted by rule " + rule;
  }

  @Override
  public String modelMessage() {
    return "The call is permitted.";
  }
}
