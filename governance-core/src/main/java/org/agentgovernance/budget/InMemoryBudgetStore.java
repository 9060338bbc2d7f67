package org.agentgovernance.budget;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts budgets in this process; a restart begins at nothing. Safe for use by many threads, never
 * blocks, reserves and settles by compare-and-set.
 *
 * <p>A session's own accounts live in its context and end with it. Accounts with a window are
 * dropped some time after their last window has ended. Those with neither stay: one for each task,
 * agent, user or tool that a rule counts for good.
 */
public final class InMemoryBudgetStore implements BudgetStore {
  private static final int FIRST_SWEEP = 1024;
  private static final long GRACE_MILLIS = 60_000;

  private final ConcurrentHashMap<AccountKey, Ledger> ledgers = new ConcurrentHashMap<>();
  private final AtomicInteger sweepAt = new AtomicInteger(FIRST_SWEEP);

  /** Makes an empty store. */
  public InMemoryBudgetStore() {}

  @Override
  public BudgetAccount account(AccountKey key) {
    return key.endsWithSession() ? new Ledger(key.window()) : new SharedAccount(this, key);
  }

  /**
   * How many accounts are held for longer than their sessions.
   *
   * @return the number at this moment
   */
  public int size() {
    return ledgers.size();
  }

  /** The ledger of a key, made if need be. */
  Ledger ledger(AccountKey key, long nowMillis) {
    Ledger ledger =
        ledgers.compute(
            key,
            (k, old) -> old == null || old.dropped() ? new Ledger(k.window(), nowMillis) : old);
    int due = sweepAt.get();
    if (ledgers.mappingCount() >= due && sweepAt.compareAndSet(due, Integer.MAX_VALUE)) {
      sweep(nowMillis);
      sweepAt.set(Math.max(FIRST_SWEEP, (int) Math.min(2 * ledgers.mappingCount(), 1 << 30)));
    }
    return ledger;
  }

  /** Runs when the number has doubled since the last time, so its cost spreads over many calls. */
  private void sweep(long nowMillis) {
    ledgers.forEach(
        (key, ledger) -> {
          if (ledger.drop(nowMillis, GRACE_MILLIS)) {
            ledgers.remove(key, ledger);
          }
        });
  }
}
