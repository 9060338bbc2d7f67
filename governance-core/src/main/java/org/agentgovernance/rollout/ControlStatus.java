package org.agentgovernance.rollout;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a governor at one moment. Immutable.
 *
 * @param epoch how many changes the store has seen
 * @param orders the orders in force, oldest first
 * @param unsaved those of them that the store does not hold yet: they end with the process
 * @param trouble why every call is denied although no order says so, or null
 */
public record ControlStatus(
    long epoch, List<Order> orders, List<Order> unsaved, @Nullable String trouble) {
  /** Copies the lists. */
  public ControlStatus {
    orders = List.copyOf(orders);
    unsaved = List.copyOf(unsaved);
  }
}
