package org.agentgovernance.budget;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What may be used of each account while the store does not answer, and what of it the store does
 * not know yet. Only accounts that were used in an outage are held, until the store has booked
 * them.
 */
final class Allowances {
  private final ConcurrentHashMap<AccountKey, Allowance> open = new ConcurrentHashMap<>();

  boolean leaves(AccountKey key, long amount, long most) {
    Allowance allowance = open.get(key);
    return allowance == null ? amount <= most : allowance.leaves(amount, most);
  }

  /** Takes an amount locally, or returns null when the allowance does not leave it. */
  @Nullable BudgetGrant tryReserve(AccountKey key, long amount, long most, long nowMillis) {
    Allowance.Local[] taken = new Allowance.Local[1];
    open.compute(
        key,
        (k, old) -> {
          Allowance allowance = old == null ? new Allowance(k.window()) : old;
          taken[0] = allowance.tryReserve(amount, most, nowMillis);
          return taken[0] == null ? old : allowance;
        });
    return taken[0];
  }

  /** Tells the store what it missed; what it does not take stays owed. */
  void reconcile(AccountKey key, BudgetAccount account) {
    if (open.isEmpty()) {
      return;
    }
    Allowance allowance = open.get(key);
    if (allowance != null) {
      allowance.bookIn(account);
      open.computeIfPresent(key, (k, held) -> held.isOver() ? null : held);
    }
  }

  /**
   * Tells the store what it missed of accounts whose owners do not call just now; of up to so many.
   * Throws what the store throws. An account of a session is told by the session alone.
   */
  void reconcile(BudgetStore store, int most) {
    int told = 0;
    for (Map.Entry<AccountKey, Allowance> each : open.entrySet()) {
      AccountKey key = each.getKey();
      if (!key.endsWithSession() && each.getValue().owes()) {
        if (told++ == most) {
          return;
        }
        reconcile(key, store.account(key));
      }
    }
  }

  int size() {
    return open.size();
  }
}
