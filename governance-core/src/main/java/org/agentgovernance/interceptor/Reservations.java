package org.agentgovernance.interceptor;

import org.agentgovernance.call.Outcome;
import org.agentgovernance.decision.Deny;
import org.jspecify.annotations.Nullable;

/**
 * What the controls have taken for one call. Settled exactly once, in reverse order; a second time
 * does nothing. Safe for use by many threads.
 */
public final class Reservations {
  private final String[] names;

  /** By the place of the control in the chain; null where nothing was taken. */
  private final @Nullable Reservation[] taken;

  private boolean settled;
  private @Nullable Deny denial;

  /** Keeps the names of the chain's controls. */
  Reservations(String[] names) {
    this.names = names;
    this.taken = new Reservation[names.length];
  }

  void add(int index, Reservation reservation) {
    if (reservation != Reservation.none()) {
      taken[index] = reservation;
    }
  }

  Reservations refused(Deny why) {
    settle(Outcome.notRun());
    denial = why;
    return this;
  }

  /**
   * Why the call does not run after all.
   *
   * @return the denial, or null when everything was taken
   */
  public @Nullable Deny denial() {
    return denial;
  }

  /**
   * Tells every control that the tool is about to start.
   *
   * @return null to go on, or why the call does not run after all; settle it in either case
   */
  public @Nullable Deny start() {
    for (int i = 0; i < taken.length; i++) {
      Reservation reservation = taken[i];
      if (reservation == null) {
        continue;
      }
      Deny refused;
      try {
        refused = reservation.start();
      } catch (RuntimeException e) {
        refused = Chain.failed(names[i], "failed in start with " + e.getClass().getSimpleName(), e);
      }
      if (refused != null) {
        return refused;
      }
    }
    return null;
  }

  /**
   * Gives back or books what was taken. A control that throws does not keep the others from being
   * settled.
   *
   * @param outcome what came of the call
   */
  public void settle(Outcome outcome) {
    synchronized (this) {
      if (settled) {
        return;
      }
      settled = true;
    }
    for (int i = taken.length - 1; i >= 0; i--) {
      Reservation reservation = taken[i];
      if (reservation == null) {
        continue;
      }
      try {
        reservation.settle(outcome);
      } catch (Throwable e) {
        ChainLog.settleFailed(names[i], e);
      }
    }
  }

  /**
   * What the controls say of what was booked; to be asked after {@link #settle}.
   *
   * @return facts by the control's id, in the order of the chain; empty when none has any
   */
  public BookedFacts facts() {
    Facts[] all = null;
    for (int i = 0; i < taken.length; i++) {
      Facts facts = facts(taken[i]);
      if (facts != null && facts != Facts.none()) {
        if (all == null) {
          all = new Facts[taken.length];
        }
        all[i] = facts;
      }
    }
    return all == null ? BookedFacts.none() : new BookedFacts(names, all);
  }

  /** Only for the record, which says all the rest when one of them fails. */
  private static @Nullable Facts facts(@Nullable Reservation reservation) {
    try {
      return reservation == null ? null : reservation.facts();
    } catch (RuntimeException e) {
      return null;
    }
  }
}
