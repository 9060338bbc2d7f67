package org.agentgovernance.budget;

import org.agentgovernance.interceptor.EventSink;

/**
 * What all budgets of a governor share: the store, what could not be settled while the store was
 * away, what was used meanwhile, and which alerts were raised. Kept apart from the rules, so that a
 * new manifest goes on where the old one stood. Safe for use by many threads.
 */
public final class Budgets {
  private final BudgetStore store;
  private final Backlog backlog;
  private final Allowances allowances = new Allowances();
  private final Alerts alerts;
  private final Outages outages;

  private Budgets(BudgetStore store, EventSink events) {
    this.store = store;
    this.alerts = new Alerts(events);
    this.outages = new Outages(events);
    this.backlog = new Backlog();
  }

  /**
   * Budgets counted in a store.
   *
   * @param store where they are counted
   * @param events who is told of alerts and outages
   * @return new budgets
   */
  public static Budgets in(BudgetStore store, EventSink events) {
    return new Budgets(store, events);
  }

  BudgetStore store() {
    return store;
  }

  Backlog backlog() {
    return backlog;
  }

  Allowances allowances() {
    return allowances;
  }

  Alerts alerts() {
    return alerts;
  }

  Outages outages() {
    return outages;
  }
}
