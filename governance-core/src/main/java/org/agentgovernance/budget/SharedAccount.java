package org.agentgovernance.budget;

import org.jspecify.annotations.Nullable;

/**
 * A session's handle on a counter that it shares with others. It finds the counter when the time is
 * first known, and again when the store has dropped it meanwhile.
 */
final class SharedAccount implements BudgetAccount {
  private final InMemoryBudgetStore store;
  private final AccountKey key;
  private volatile @Nullable Counter counter;

  SharedAccount(InMemoryBudgetStore store, AccountKey key) {
    this.store = store;
    this.key = key;
  }

  @Override
  public long used(long nowMillis) {
    while (true) {
      Counter held = held(nowMillis);
      long used = held.used(nowMillis);
      if (!held.dropped()) {
        return used;
      }
    }
  }

  @Override
  public boolean surelyLeaves(long amount, long limit) {
    Counter held = counter;
    return held != null && held.surelyLeaves(amount, limit);
  }

  @Override
  public @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
    while (true) {
      Counter held = held(nowMillis);
      BudgetGrant grant = held.tryReserve(amount, limit, nowMillis);
      if (grant != null || !held.dropped()) {
        return grant;
      }
    }
  }

  @Override
  public void book(long amount, long nowMillis) {
    while (!held(nowMillis).tryBook(amount, nowMillis)) {
      // The counter was dropped meanwhile; the next one is asked.
    }
  }

  private Counter held(long nowMillis) {
    Counter held = counter;
    if (held == null || held.dropped()) {
      held = store.counter(key, nowMillis);
      counter = held;
    }
    return held;
  }
}
