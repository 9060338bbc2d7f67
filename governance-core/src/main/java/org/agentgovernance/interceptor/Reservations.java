package org.agentgovernance.interceptor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.decision.Deny;
import org.jspecify.annotations.Nullable;

/**
 * What the controls have taken for one call. Settled exactly once, in reverse order; a second time
 * does nothing. Safe for use by many threads.
 */
public final class Reservations {
  private final Reservation[] taken;
  private final String[] names;
  private int size;
  private boolean settled;
  private @Nullable Deny denial;

  Reservations(int most) {
    this.taken = new Reservation[most];
    this.names = new String[most];
  }

  void add(String name, Reservation reservation) {
    if (reservation != Reservation.none()) {
      names[size] = name;
      taken[size++] = reservation;
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
    for (int i = 0; i < size; i++) {
      Deny refused;
      try {
        refused = taken[i].start();
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
    for (int i = size - 1; i >= 0; i--) {
      try {
        taken[i].settle(outcome);
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
  public Map<String, Facts> facts() {
    Map<String, Facts> all = Map.of();
    for (int i = 0; i < size; i++) {
      Facts facts;
      try {
        facts = taken[i].facts();
      } catch (RuntimeException e) {
        continue; // it is only for the record, which says all the rest
      }
      if (facts != null && facts != Facts.none()) {
        if (all.isEmpty()) {
          all = new LinkedHashMap<>(4);
        }
        all.put(names[i], facts);
      }
    }
    return all;
  }
}
