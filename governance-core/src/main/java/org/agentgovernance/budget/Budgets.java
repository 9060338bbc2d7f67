package org.agentgovernance.budget;

import java.util.List;
import org.agentgovernance.interceptor.EventSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all budgets of a governor share: the store, what could not be settled while the store was
 * away, what was used meanwhile, and which alerts were raised. Kept apart from the rules, so that a
 * new manifest goes on where the old one stood. Safe for use by many threads.
 */
public final class Budgets {
  private static final Logger LOG = LoggerFactory.getLogger(Budgets.class);
  private static final int AT_ONCE = 16;

  private final BudgetStore store;
  private final Backlog backlog;
  private final Allowances allowances = new Allowances();
  private final Alerts alerts;
  private final Outages outages;
  private final KnownAccounts accounts;

  private Budgets(BudgetStore store, EventSink events) {
    this.store = store;
    this.alerts = new Alerts(events);
    this.outages = new Outages(events);
    this.backlog = new Backlog();
    this.accounts = new KnownAccounts(store);
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

  /**
   * What is left of each budget that a call of this process has been charged to. Where a budget has
   * several accounts, one for each user for instance, the one with the least left is told, of up to
   * 1,000 accounts; those that come later are left out, which is logged once. Asks the store, and
   * blocks as it does; a budget of which the store does not answer is left out.
   *
   * @param nowMillis milliseconds since 1970-01-01T00:00Z, by the clock of the sessions
   * @return one view for each budget, in no order
   */
  public List<BudgetView> tightest(long nowMillis) {
    return accounts.tightest(nowMillis);
  }

  /**
   * Tells the store, before the governor ends, what it has not taken yet: settlements that failed
   * and what was used while it was away. Blocks as the store does, and stops where it fails again;
   * what was reserved then stays booked, and what was used of an allowance is not known to the
   * store.
   */
  public void tellAll() {
    backlog.retry(Integer.MAX_VALUE);
    try {
      allowances.reconcile(store, Integer.MAX_VALUE);
    } catch (RuntimeException e) {
      LOG.error("what was used while the budget store was away is not booked", e);
      return;
    }
    if (backlog.size() > 0) {
      LOG.error(
          "{} settlements did not reach the budget store; what was reserved stays booked",
          backlog.size());
    }
  }

  /** The same in small portions, on the way of calls. */
  void tellSome() {
    backlog.retry();
    if (allowances.size() > 0 && outages.none()) {
      try {
        allowances.reconcile(store, AT_ONCE);
      } catch (RuntimeException e) {
        LOG.debug("what was used while the budget store was away is booked later", e);
      }
    }
  }

  KnownAccounts accounts() {
    return accounts;
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
