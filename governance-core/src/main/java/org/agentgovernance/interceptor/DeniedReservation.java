package org.agentgovernance.interceptor;

import org.agentgovernance.call.Outcome;
import org.agentgovernance.decision.Deny;

/** Says why nothing was taken. */
record DeniedReservation(Deny denial) implements Reservation {
  @Override
  public void settle(Outcome outcome) {}
}
