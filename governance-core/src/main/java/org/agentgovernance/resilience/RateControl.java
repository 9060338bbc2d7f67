package org.agentgovernance.resilience;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * Holds the calls of one tool within all rates that apply to it. A permit is taken when the call is
 * about to run, from every rate or from none, and given back only when the tool was never started.
 * Nobody waits: a call that finds no permit is denied and told how long to wait. Runs on the time
 * of the session. Safe for use by many threads.
 */
public final class RateControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "rate";

  private final RateRule[] rules;
  private final PermitSource[] limiters;
  private final Permit permit = Permit.by(ID);

  private RateControl(RateRule[] rules, PermitSource[] limiters) {
    this.rules = rules;
    this.limiters = limiters;
  }

  /**
   * Makes the control of one tool.
   *
   * @param tool the tool's name in the manifest
   * @param rules the rates that apply to the tool, in the order of the manifest
   * @param limits the limiters that the tools share
   * @return the control
   */
  public static RateControl forTool(String tool, List<RateRule> rules, RateLimits limits) {
    return new RateControl(
        rules.toArray(RateRule[]::new),
        rules.stream().map(rule -> limits.limiter(tool, rule)).toArray(PermitSource[]::new));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    for (int i = 0; i < limiters.length; i++) {
      PermitSource limiter = limiters[i];
      if (!limiter.surelyLeft() && limiter.left(context, context.nowMillis()) <= 0) {
        return exceeded(i, context.nowMillis());
      }
    }
    return permit;
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    long now = context.nowMillis();
    Taken taken = null;
    for (int i = 0; i < limiters.length; i++) {
      RateLimiter.Period period = limiters[i].tryAcquire(context, now);
      if (period == null) {
        if (taken != null) {
          taken.settle(Outcome.notRun());
        }
        return Reservation.denied(exceeded(i, now));
      }
      taken = new Taken(rules[i], period, taken);
    }
    return taken == null ? Reservation.none() : taken;
  }

  @Override
  public Facts facts(ToolCall call, CallContext context) {
    Map<String, String> now = counters(call, context);
    return () -> now;
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    long now = context.nowMillis();
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < limiters.length; i++) {
      int left = Math.max(limiters[i].left(context, now), 0);
      texts.put(rules[i].id(), text(rules[i], left));
    }
    return texts;
  }

  private static String text(RateRule rule, int left) {
    return left + " of " + rule.permits() + " left per " + rule.per() + whose(rule);
  }

  private static String whose(RateRule rule) {
    return rule.each().isEmpty()
        ? ""
        : rule.each().stream().sorted().map(Each::word).collect(joining(" and ", " for each ", ""));
  }

  /** What each rate had left at one moment, in the order of the manifest. */
  private record Left(RateRule rule, int left, @Nullable Left next) implements Facts {
    @Override
    public Map<String, String> texts() {
      Map<String, String> texts = new LinkedHashMap<>();
      for (Left each = this; each != null; each = each.next) {
        texts.put(each.rule.id(), text(each.rule, each.left));
      }
      return texts;
    }
  }

  private Deny exceeded(int i, long now) {
    RateRule rule = rules[i];
    String wait = Durations.text(limiters[i].millisToWait(now));
    return new Deny(
        ReasonCode.RATE_EXCEEDED,
        ID,
        rule.ref(),
        "call needs 1 permit, 0 left of "
            + rule.permits()
            + " per "
            + rule.per()
            + whose(rule)
            + ", the next in "
            + wait
            + "; raise \""
            + rule.id()
            + "\" in "
            + rule.ref().place(),
        "Too many calls at the moment. Try again in " + wait + ".");
  }

  private record Taken(RateRule rule, RateLimiter.Period period, @Nullable Taken earlier)
      implements Reservation {
    /** What is left with this call's permit taken, and with those that others took meanwhile. */
    @Override
    public Facts facts() {
      Left left = null;
      for (Taken each = this; each != null; each = each.earlier) {
        left = new Left(each.rule, Math.max(each.rule.permits() - each.period.get(), 0), left);
      }
      return left == null ? Facts.none() : left;
    }

    @Override
    public void settle(Outcome outcome) {
      if (!outcome.ran()) {
        for (Taken each = this; each != null; each = each.earlier) {
          each.period.giveBack();
        }
      }
    }
  }
}
