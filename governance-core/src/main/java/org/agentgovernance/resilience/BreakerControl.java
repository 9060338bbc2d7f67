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
 * ended; this matters most for a tool whose effect cannot be undone, which is never tried out by
 * several calls at once. Safe for use by many threads.
 */
public final class BreakerControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "breaker";

  private final String tool;
  private final BreakerRule rule;
  private final Breaker breaker;
  private final Permit permit = Permit.by(ID);

  private BreakerControl(String tool, BreakerRule rule, Breaker breaker) {
    this.tool = tool;
    this.rule = rule;
    this.breaker = breaker;
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
    return new BreakerControl(tool, rule, breakers.breaker(tool, rule));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    return breaker.wouldAdmit() ? permit : open();
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    Reservation admission = breaker.tryAdmit();
    return admission == null ? Reservation.denied(open()) : admission;
  }

  @Override
  public Facts facts(ToolCall call, CallContext context) {
    Map<String, String> now = counters(call, context);
    return () -> now;
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    return Map.of(ID, breaker.text());
  }

  private Deny open() {
    long wait = breaker.millisToWait();
    String when = wait > 0 ? "in " + Durations.text(wait) : "when the call under way has ended";
    return new Deny(
        ReasonCode.BREAKER_OPEN,
        ID,
        rule.ref(),
        "\""
            + tool
            + "\" rests ("
            + breaker.text()
            + "); see why it fails, or change its breaker in "
            + rule.ref().place(),
        tool + " is not available. Try again " + when + ", or go on without it.");
  }
}
