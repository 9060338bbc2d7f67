package org.agentgovernance.interceptor;

import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;

/**
 * One control. It says what it thinks of a call, and may take something (a unit of a budget, a
 * place in a rate) for the time that the call runs.
 *
 * <p>All methods are called by many threads at once and must not block. An interceptor that throws
 * or returns null denies the call with {@code chain.interceptor_failed}.
 */
public interface Interceptor {
  /**
   * Names the control in decisions and records.
   *
   * @return a short lower-case name, always the same
   */
  String id();

  /**
   * Says what it thinks of the call as things stand. Pure: asking changes nothing, so a call can be
   * decided and explained without running it.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return the control's decision
   */
  Decision check(ToolCall call, CallContext context);

  /**
   * Checks and takes in one atomic step, directly before the tool runs. Called once for a call that
   * all controls permit; the reservation is settled exactly once, in reverse order, also when a
   * later control denies or throws.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return the reservation; by default one that takes nothing
   */
  default Reservation reserve(ToolCall call, CallContext context) {
    return Reservation.none();
  }

  /**
   * Tells the control that a call was made, and that its own denial in {@link #check} or {@link
   * #reserve} has decided it. Not called when somebody only asks what would be decided. What it
   * throws is logged and changes nothing.
   *
   * @param call what the agent proposed
   * @param context whose session it is; the denial may be for one above it
   * @param denial what the control said
   */
  default void denied(ToolCall call, CallContext context, Deny denial) {}

  /**
   * What the control counts, for explanations.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return texts by name, for instance {@code daily-writes: 3 of 5}; by default none
   */
  default Map<String, String> counters(ToolCall call, CallContext context) {
    return Map.of();
  }

  /**
   * What the record of a call that does not run now says about what the control counts: a label, a
   * budget, a rate as it stands. A call that runs has it from {@link Reservation#facts} instead.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return facts without arguments or outputs; by default none
   */
  default Facts facts(ToolCall call, CallContext context) {
    return Facts.none();
  }
}
