package org.agentgovernance.resilience;

import java.util.LinkedHashMap;
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

/**
 * Says whether a call would run or wait under the caps of its tool. It takes nothing: a slot is
 * waited for, which a control must not do, so the enforcement point takes it by {@link ToolSlots}.
 * Safe for use by many threads.
 */
public final class ConcurrencyControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "concurrency";

  private final ToolSlots slots;
  private final boolean looks;
  private final Permit permit = Permit.by(ID);

  private ConcurrencyControl(ToolSlots slots, boolean looks) {
    this.slots = slots;
    this.looks = looks;
  }

  /**
   * What decisions and explanations ask: whether a call would be refused as things stand.
   *
   * @param slots the caps of the tool
   * @return the control
   */
  public static ConcurrencyControl looking(ToolSlots slots) {
    return new ConcurrencyControl(slots, true);
  }

  /**
   * The same for calls that claim slots themselves: what is full of others must not refuse the one
   * that holds a slot already. It only says in records how things stood.
   *
   * @param slots the caps of the tool
   * @return the control
   */
  public static ConcurrencyControl claiming(ToolSlots slots) {
    return new ConcurrencyControl(slots, false);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    if (looks) {
      for (int i = 0; i < slots.sets.length; i++) {
        SlotPool pool = slots.sets[i].look(context);
        if (pool != null && pool.full()) {
          ConcurrencyRule rule = slots.rules[i];
          String how = rule.maxWaiting() == 0 ? "none waits" : "the line is full";
          return exceeded(rule, pool.text(), how);
        }
      }
    }
    return permit;
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    return new Noted(facts(context));
  }

  /** Nothing is taken; what stood when the call was about to run is for its record. */
  private record Noted(Facts facts) implements Reservation {
    @Override
    public void settle(Outcome outcome) {}
  }

  private Facts facts(CallContext context) {
    SlotPool.Standing[] now = new SlotPool.Standing[slots.sets.length];
    for (int i = 0; i < now.length; i++) {
      SlotPool pool = slots.sets[i].look(context);
      now[i] =
          pool == null
              ? new SlotPool.Standing(
                  0, 0, 0, slots.rules[i].permits(), slots.rules[i].maxWaiting())
              : pool.now();
    }
    return () -> texts(now);
  }

  private Map<String, String> texts(SlotPool.Standing[] now) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < now.length; i++) {
      texts.put(slots.rules[i].id(), now[i].text());
    }
    return texts;
  }

  @Override
  public Facts facts(ToolCall call, CallContext context) {
    return facts(context);
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    return facts(context).texts();
  }

  static Deny exceeded(ConcurrencyRule rule, String now, String how) {
    return new Deny(
        ReasonCode.CONCURRENCY_EXCEEDED,
        ID,
        rule.ref(),
        "no slot of \""
            + rule.id()
            + "\" was free ("
            + now
            + "; "
            + how
            + "); see what hangs, or raise permits in "
            + rule.ref().place(),
        "Too many calls like this run at the moment. Try again a little later.");
  }
}
