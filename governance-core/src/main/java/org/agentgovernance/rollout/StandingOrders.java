package org.agentgovernance.rollout;

import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The orders in force in this process, read on every call. A new value is seen by every check that
 * begins after {@link #publish} has returned. Safe for use by many threads.
 */
public final class StandingOrders {
  private volatile View view = new View(Orders.none(), null);

  /** The orders, and why none can be trusted, if that is so. */
  record View(Orders orders, @Nullable Deny unavailable) {}

  View view() {
    return view;
  }

  /**
   * The orders that are in force.
   *
   * @return the last ones that were published
   */
  public Orders orders() {
    return view.orders();
  }

  /**
   * Puts orders in force.
   *
   * @param orders the orders
   */
  public void publish(Orders orders) {
    view = new View(orders, null);
  }

  /**
   * Denies every call with {@code control.unavailable} until the next {@link #publish}.
   *
   * @param why the orders cannot be known, for the operator
   */
  public void unavailable(String why) {
    view =
        new View(
            view.orders(),
            new Deny(
                ReasonCode.CONTROL_UNAVAILABLE,
                Standing.ID,
                "nobody can tell who is halted or revoked, so nothing runs: "
                    + why
                    + "; make the store readable again",
                "No call can be made now. Make no further attempt."));
  }

  /**
   * Why calls are denied although no order says so.
   *
   * @return the text for the operator, or null when the orders are known
   */
  public @Nullable String trouble() {
    Deny deny = view.unavailable();
    return deny == null ? null : deny.message();
  }
}
