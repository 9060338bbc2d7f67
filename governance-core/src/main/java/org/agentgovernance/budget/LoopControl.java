package org.agentgovernance.budget;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * Stops a session that goes in circles or takes too many steps. One control serves all tools.
 *
 * <p>A call counts from the moment it is reserved and is taken back only when its tool was never
 * started; a tool that failed has been called. A session remembers its last {@value
 * LoopState#REMEMBERED} different calls. Safe for use by many threads.
 */
public final class LoopControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "loop";

  private static final Object STATE = new Object();

  private final @Nullable LoopRule rule;
  private final int identicalCalls;
  private final StepLimit steps;
  private final Map<String, StepLimit> tasks;
  private final Permit permit = Permit.by(ID);

  private LoopControl(@Nullable LoopRule rule, StepLimit steps, Map<String, StepLimit> tasks) {
    this.rule = rule;
    this.identicalCalls = rule == null || rule.identicalCalls() == null ? 0 : rule.identicalCalls();
    this.steps = steps;
    this.tasks = tasks;
  }

  /**
   * Makes the control.
   *
   * @param rule the manifest's {@code loops}, or null when it has none
   * @param tasks the tasks that limit their steps, each at most once
   * @return the control
   */
  public static LoopControl of(@Nullable LoopRule rule, List<TaskSteps> tasks) {
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
    return new LoopControl(rule, steps, lower);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    LoopState state = state(context);
    StepLimit limit = limit(context);
    if (state.steps() >= limit.maxSteps()) {
      return tooManySteps(limit);
    }
    return identicalCalls > 0 && state.ranTimes(call, identicalCalls) ? identical(call) : permit;
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    StepLimit limit = limit(context);
    LoopState.Step step = state(context).take(call, limit.maxSteps(), identicalCalls);
    if (step == LoopState.TOO_MANY) {
      return Reservation.denied(tooManySteps(limit));
    }
    return step == LoopState.IDENTICAL ? Reservation.denied(identical(call)) : step;
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
    if (identicalCalls > 0) {
      texts.put("identical calls", state.times(call) + " of " + identicalCalls);
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

  private static Deny tooManySteps(StepLimit limit) {
    return new Deny(
        ReasonCode.LOOP_STEPS,
        ID,
        limit.ref(),
        "the session has made "
            + limit.maxSteps()
            + (limit.maxSteps() == 1 ? " call" : " calls")
            + ", all that it may; raise maxSteps in "
            + place(limit.ref()),
        "This session has made as many calls as it may. Finish with what you have.");
  }

  private Deny identical(ToolCall call) {
    RuleRef ref = rule == null ? null : rule.ref();
    return new Deny(
        ReasonCode.LOOP_IDENTICAL,
        ID,
        ref,
        "the session has made this call with equal arguments "
            + identicalCalls
            + (identicalCalls == 1 ? " time" : " times")
            + ", all that it may; raise identicalCalls in "
            + place(ref),
        "You have already called "
            + call.tool()
            + " with exactly these arguments. Use the results you have, or call it differently.");
  }

  private static String place(@Nullable RuleRef ref) {
    return ref == null ? "the manifest" : ref.place();
  }
}
