package org.agentgovernance.manifest;

import java.time.Clock;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.resilience.Breakers;
import org.agentgovernance.resilience.RateLimits;

/**
 * What the controls count, apart from the rules, so that a new manifest goes on where the old one
 * stood.
 *
 * @param budgets what budgets have used
 * @param rates what rates have used
 * @param breakers how tools have fared
 */
public record ControlState(BudgetStore budgets, RateLimits rates, Breakers breakers) {
  /**
   * Nothing counted yet, all in memory.
   *
   * @param clock what tells the time
   * @return new state
   */
  public static ControlState inMemory(Clock clock) {
    return new ControlState(new InMemoryBudgetStore(), new RateLimits(), new Breakers(clock));
  }
}
