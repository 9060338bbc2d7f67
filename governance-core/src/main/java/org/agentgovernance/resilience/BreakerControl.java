package org.agentgovernance.resilience;

import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;

/**
 * Lets a tool that keeps failing rest. A tool that threw, returned null or did not answer in time
 * has failed; a call that was cancelled or never started says nothing about it.
 *
 * <p>The breaker never calls a tool by itself. After the open time it lets one call through that
 * the agent wants and every other control has permitted, and denies all others until that one has
 * ended. A tool whose effect cannot be undone is not tried out at all: another tool that the rule
 * names is, see {@link TrialControl}, or an operator closes the breaker. Safe for use by many
 * threads.
 */
public final class BreakerControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "breaker";

  private final String tool;
  private final BreakerRule rule;
  private final BreakerSet breakers;
  private final Permit permit = Permit.by(ID);

  private BreakerControl(String tool, BreakerRule rule, BreakerSet breakers) {
    this.tool = tool;
    this.rule = rule;
    this.breakers = breakers;
  }

  /**
   * Makes the control of one tool.
   *
   * @param tool the tool's name in the manifest
   * @param rule the tool's breaker
   * @param breakers where the breakers of all tools are kept
   * @return the control
   */
  public static BreakerControl forTool(String tool, BreakerRule rule, Breakers breakers) {
    return new BreakerControl(tool, rule, breakers.of(tool, rule));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    Breaker breaker = breakers.look(context);
    return breaker == null || breaker.wouldAdmit() ? permit : open(breaker);
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    Breaker breaker = breakers.take(context);
    Reservation admission = breaker.tryAdmit();
    return admission == null ? Reservation.denied(open(breaker)) : admission;
  }

  @Override
  public Facts facts(ToolCall call, CallContext context) {
    Map<String, String> now = counters(call, context);
    return () -> now;
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    Breaker breaker = breakers.look(context);
    return Map.of(ID, breaker == null ? "closed, 0 of 0 failed" : breaker.text());
  }

  private Deny open(Breaker breaker) {
    return new Deny(
        ReasonCode.BREAKER_OPEN,
        ID,
        rule.ref(),
        "\""
            + tool
            + "\" rests ("
            + breaker.text()
            + "); see why it fails, "
            + (rule.trial().itself()
                ? "or change its breaker in " + rule.ref().place()
                : "then close it with Governor.closeBreaker, or see its breaker in "
                    + rule.ref().place()),
        tool + " is not available. " + advice(breaker));
  }

  private String advice(Breaker breaker) {
    long wait = breaker.millisToWait();
    String probe = rule.trial().probe();
    if (!rule.trial().itself() && probe == null) {
      return "Do not try it again, go on without it; a person has to see to it first.";
    }
    if (wait > 0) {
      return "Try again in " + Durations.text(wait) + ", or go on without it.";
    }
    return probe == null
        ? "Try again when the call under way has ended, or go on without it."
        : "It is back once a call of " + probe + " has succeeded.";
  }
}
