package org.agentgovernance.interceptor;

import org.agentgovernance.call.Outcome;

/** Takes nothing and gives nothing back. */
enum EmptyReservation implements Reservation {
  INSTANCE;

  @Override
  public void settle(Outcome outcome) {}
}
