package org.agentgovernance.budget;

import org.jspecify.annotations.Nullable;

/**
 * A session's handle on a ledger that it shares with others. It finds the ledger when the time is
 * first known, and again when the store has dropped it meanwhile.
 */
final class SharedAccount implements BudgetAccount {
  private final InMemoryBudgetStore store;
  private final AccountKey key;
  private volatile @Nullable Ledger ledger;

  SharedAccount(InMemoryBudgetStore store, AccountKey key) {
    this.store = store;
    this.key = key;
  }

  @Override
  public long used(long nowMillis) {
    while (true) {
      Ledger held = held(nowMillis);
      long used = held.used(nowMillis);
      if (!held.dropped()) {
        return used;
      }
    }
  }

  @Override
  public boolean surelyLeaves(long amount, long limit) {
    Ledger held = ledger;
    return held != null && held.surelyLeaves(amount, limit);
  }

  @Override
  public @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
    while (true) {
      Ledger held = held(nowMillis);
      BudgetGrant grant = held.tryReserve(amount, limit, nowMillis);
      if (grant != null || !held.dropped()) {
        return grant;
      }
    }
  }

  private Ledger held(long nowMillis) {
    Ledger held = ledger;
    if (held == null || held.dropped()) {
      held = store.ledger(key, nowMillis);
      ledger = held;
    }
    return held;
  }
}
