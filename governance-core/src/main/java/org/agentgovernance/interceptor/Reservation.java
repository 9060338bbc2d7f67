package org.agentgovernance.interceptor;

import org.agentgovernance.call.Outcome;
import org.agentgovernance.decision.Deny;
import org.jspecify.annotations.Nullable;

/**
 * What a control has taken for one call, until it is settled with what came of the call.
 *
 * <p>{@link #settle} is called exactly once for every reservation that did not deny. It must not
 * throw; if it does, the others are settled all the same and the operator is told.
 */
public interface Reservation {
  /**
   * Whether the taking failed.
   *
   * @return the denial, or null when the reservation holds
   */
  default @Nullable Deny denial() {
    return null;
  }

  /**
   * What the record says of what was taken. Asked once when it has been taken and once after it was
   * settled.
   *
   * @return facts as they stand at that moment; by default none
   */
  default Facts facts() {
    return Facts.none();
  }

  /**
   * Says that the tool is about to start, after everything was taken and before the call is
   * recorded. Called at most once, before {@link #settle}. What is kept outside the process can
   * tell by it, when the process dies, whether the tool may have run.
   *
   * @return null to go on, as by default, or why the call does not run after all; the reservation
   *     is settled in either case
   */
  default @Nullable Deny start() {
    return null;
  }

  /**
   * Gives back or books what was taken.
   *
   * @param outcome what came of the call; {@link Outcome#ran()} is false when it never started
   */
  void settle(Outcome outcome);

  /**
   * A reservation that takes nothing.
   *
   * @return always the same object
   */
  static Reservation none() {
    return EmptyReservation.INSTANCE;
  }

  /**
   * A reservation that was refused.
   *
   * @param denial why
   * @return a reservation that will not be settled
   */
  static Reservation denied(Deny denial) {
    return new DeniedReservation(denial);
  }
}
