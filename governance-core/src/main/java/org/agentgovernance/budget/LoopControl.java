package org.agentgovernance.budget;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.CallLink;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * Stops a session that goes in circles, gets no further or takes too many steps. One control serves
 * all tools.
 *
 * <p>A call counts from the moment it is reserved and is taken back only when its tool was never
 * started; a tool that failed has been called. What it repeats counts for its own session; as a
 * step it counts for every session above, too, so that nobody gets more steps by delegating. A
 * session remembers its last {@value LoopState#REMEMBERED} different calls, and the order of its
 * last {@value CallHistory#KEPT} calls. Safe for use by many threads.
 */
public final class LoopControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "loop";

  private static final Object STATE = new Object();
  private static final LoopRule NO_RULE = new LoopRule(null, null, new RuleRef(ID, "the manifest"));

  private final LoopRule rule;
  private final StepLimit steps;
  private final Map<String, StepLimit> tasks;
  private final EventSink events;
  private final Permit permit = Permit.by(ID);

  private LoopControl(
      LoopRule rule, StepLimit steps, Map<String, StepLimit> tasks, EventSink events) {
    this.rule = rule;
    this.steps = steps;
    this.tasks = tasks;
    this.events = events;
  }

  /**
   * Makes the control.
   *
   * @param rule the manifest's {@code loops}, or null when it has none
   * @param tasks the tasks that limit their steps, each at most once
   * @param events where {@code loop.detected} goes
   * @return the control
   */
  public static LoopControl of(@Nullable LoopRule rule, List<TaskSteps> tasks, EventSink events) {
    StepLimit steps =
        rule == null || rule.maxSteps() == null
            ? StepLimit.NONE
            : new StepLimit(rule.maxSteps(), rule.ref());
    Map<String, StepLimit> lower = new HashMap<>();
    for (TaskSteps own : tasks) {
      if (own.maxSteps() < steps.maxSteps()) {
        lower.put(own.task(), new StepLimit(own.maxSteps(), own.ref()));
      }
    }
    return new LoopControl(rule == null ? NO_RULE : rule, steps, lower, events);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    if (undoes(call)) {
      return permit;
    }
    LoopState state = state(context);
    Deny denial = stopped(state);
    if (denial != null) {
      return denial;
    }
    StepLimit limit = limit(context);
    if (state.steps() >= limit.maxSteps()) {
      return LoopDenials.tooManySteps(limit);
    }
    LoopFinding found = state.finding(call, rule);
    return found == null ? permit : LoopDenials.of(found, rule);
  }

  /** What people undo is no step of the agent, and each effect is undone once. */
  private static boolean undoes(ToolCall call) {
    CallLink link = call.link();
    return link != null && link.as() == CallLink.As.UNDO;
  }

  private @Nullable Deny stopped(LoopState state) {
    ReasonCode why = rule.stops() ? state.stoppedBy() : null;
    return why == null ? null : LoopDenials.stopped(why, rule);
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    if (undoes(call)) {
      return Reservation.none();
    }
    LoopState state = state(context);
    Deny denial = stopped(state);
    if (denial != null) {
      return Reservation.denied(denial);
    }
    StepLimit limit = limit(context);
    LoopState.Taking taking = state.take(call, limit.maxSteps(), rule);
    if (taking instanceof LoopState.Step step) {
      return context.parent() == null ? step : withThoseAbove(step, context);
    }
    return Reservation.denied(
        taking instanceof LoopState.Found found
            ? LoopDenials.of(found.what(), rule)
            : LoopDenials.tooManySteps(limit));
  }

  /** A step of a sub-agent is one of every session above it, or it is none at all. */
  private Reservation withThoseAbove(LoopState.Step own, CallContext context) {
    Reservation all = own;
    for (CallContext at = context.parent(); at != null; at = at.parent()) {
      StepLimit limit = limit(at);
      LoopState above = state(at);
      if (!above.stepBelow(limit.maxSteps())) {
        all.settle(Outcome.notRun());
        return Reservation.denied(LoopDenials.tooManySteps(limit, at.session()));
      }
      all = new LoopState.StepBelow(above, all);
    }
    return all;
  }

  /**
   * Stops the session that made the call, where the manifest says so, and tells of it once for each
   * reason. A session above it goes on, also when the limit is that one's.
   */
  @Override
  public void denied(ToolCall call, CallContext context, Deny denial) {
    ReasonCode code = denial.code();
    if (code.equals(ReasonCode.LOOP_STOPPED)) {
      return;
    }
    boolean stops = rule.stops() && !code.equals(ReasonCode.LOOP_STEPS);
    if (state(context).refused(code, stops)) {
      LoopFinding found = null;
      for (CallContext at = context; found == null && at != null; at = at.parent()) {
        found = state(at).finding(call, rule);
      }
      events.emit(
          GovernanceEvent.of("loop.detected", context, call.tool(), details(code, found, stops)));
    }
  }

  private static Map<String, String> details(
      ReasonCode code, @Nullable LoopFinding found, boolean stops) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("code", code.value());
    if (found != null) {
      details.put("tools", String.join(", ", found.tools()));
      details.put("times", String.valueOf(found.times()));
    }
    details.put("stopped", String.valueOf(stops));
    return details;
  }

  @Override
  public Facts facts(ToolCall call, CallContext context) {
    Map<String, String> now = counters(call, context);
    return () -> now;
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    LoopState state = state(context);
    StepLimit limit = limit(context);
    Map<String, String> texts = new LinkedHashMap<>();
    if (limit.ref() != null) {
      texts.put("steps", state.steps() + " of " + limit.maxSteps());
    }
    if (rule.identical() > 0) {
      texts.put("identical calls", state.times(call) + " of " + rule.identical());
    }
    if (rule.rounds() > 0) {
      texts.put("rounds of a cycle", state.rounds() + " of " + rule.rounds());
    }
    if (rule.compares(call.tool())) {
      texts.put("same results", state.sameResults(call.tool()) + " of " + rule.same());
    }
    ReasonCode why = rule.stops() ? state.stoppedBy() : null;
    if (why != null) {
      texts.put("stopped by", why.value());
    }
    return texts;
  }

  private static LoopState state(CallContext context) {
    return context.state(STATE, unused -> new LoopState());
  }

  private StepLimit limit(CallContext context) {
    String task = context.task();
    return task == null || tasks.isEmpty() ? steps : tasks.getOrDefault(task, steps);
  }
}
