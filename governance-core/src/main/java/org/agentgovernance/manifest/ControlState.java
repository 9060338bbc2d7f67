package org.agentgovernance.manifest;

import java.time.Clock;
import org.agentgovernance.budget.Budgets;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.resilience.Breakers;
import org.agentgovernance.resilience.ConcurrencyLimits;
import org.agentgovernance.resilience.RateLimits;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.StandingOrders;

/**
 * What the controls count, apart from the rules, so that a new manifest goes on where the old one
 * stood.
 *
 * @param budgets what budgets have used
 * @param rates what rates have used
 * @param concurrency what runs at once
 * @param breakers how tools have fared
 * @param orders who is halted or revoked
 * @param events where controls say what the operator should know
 */
public record ControlState(
    Budgets budgets,
    RateLimits rates,
    ConcurrencyLimits concurrency,
    Breakers breakers,
    StandingOrders orders,
    EventSink events) {
  /**
   * Nothing counted yet, all in memory, and nobody to tell.
   *
   * @param clock what tells the time
   * @return new state
   */
  public static ControlState inMemory(Clock clock) {
    return new ControlState(
        Budgets.in(new InMemoryBudgetStore(), EventSink.none()),
        new RateLimits(),
        new ConcurrencyLimits(),
        new Breakers(clock, EventSink.none()),
        new StandingOrders(ControlStore.inMemory()),
        EventSink.none());
  }
}
