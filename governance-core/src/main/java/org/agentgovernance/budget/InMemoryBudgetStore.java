package org.agentgovernance.budget;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts budgets in this process; a restart begins at nothing. Safe for use by many threads, and
 * never waits for long: reserves and settles by compare-and-set. A counter on which threads collide
 * is cut into stripes, which are put together before anything is denied. That, and a step of a
 * window that slides, holds a lock for a few additions.
 *
 * <p>A session's own accounts live in its context and end with it. Accounts with a window are
 * dropped some time after their last window has ended. Those with neither stay: one for each task,
 * agent, user or tool that a rule counts for good.
 */
public final class InMemoryBudgetStore implements BudgetStore {
  private static final int FIRST_SWEEP = 1024;
  private static final long GRACE_MILLIS = 60_000;

  private final ConcurrentHashMap<AccountKey, Counter> counters = new ConcurrentHashMap<>();
  private final AtomicInteger sweepAt = new AtomicInteger(FIRST_SWEEP);

  /** Makes an empty store. */
  public InMemoryBudgetStore() {}

  @Override
  public BudgetAccount account(AccountKey key) {
    return key.endsWithSession() ? Counter.of(key.window()) : new SharedAccount(this, key);
  }

  /**
   * How many accounts are held for longer than their sessions.
   *
   * @return the number at this moment
   */
  public int size() {
    return counters.size();
  }

  /** The counter of a key, made if need be. */
  Counter counter(AccountKey key, long nowMillis) {
    Counter counter =
        counters.compute(
            key,
            (k, old) -> old == null || old.dropped() ? Counter.of(k.window(), nowMillis) : old);
    int due = sweepAt.get();
    if (counters.mappingCount() >= due && sweepAt.compareAndSet(due, Integer.MAX_VALUE)) {
      sweep(nowMillis);
      sweepAt.set(Math.max(FIRST_SWEEP, (int) Math.min(2 * counters.mappingCount(), 1 << 30)));
    }
    return counter;
  }

  /** Runs when the number has doubled since the last time, so its cost spreads over many calls. */
  private void sweep(long nowMillis) {
    counters.forEach(
        (key, counter) -> {
          if (counter.drop(nowMillis, GRACE_MILLIS)) {
            counters.remove(key, counter);
          }
        });
  }
}
