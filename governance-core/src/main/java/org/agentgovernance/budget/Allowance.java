package org.agentgovernance.budget;

import org.jspecify.annotations.Nullable;

/**
 * The allowance of one account. Taken is what runs or ran and the store does not know; owed is the
 * part of it that has ended.
 */
final class Allowance {
  private long taken;
  private long owed;
  private int running;
  private long since = Long.MAX_VALUE;

  synchronized boolean leaves(long amount, long most) {
    return most - taken >= amount && most > taken;
  }

  synchronized @Nullable Local tryReserve(long amount, long most, long nowMillis) {
    if (!leaves(amount, most)) {
      return null;
    }
    taken += amount;
    running++;
    return new Local(amount, taken, nowMillis);
  }

  /** Throws what the store throws; then everything stays owed. */
  synchronized void bookIn(BudgetAccount account) {
    if (owed > 0) {
      account.book(owed, since);
      taken -= owed;
      owed = 0;
      since = Long.MAX_VALUE;
    }
  }

  synchronized boolean isOver() {
    return running == 0 && owed == 0;
  }

  private synchronized void end(Local local, long actual) {
    running--;
    taken = Amounts.plus(taken, actual - local.amount);
    owed = Amounts.plus(owed, actual);
    since = Math.min(since, local.at);
  }

  /** An amount taken while the store did not answer. */
  final class Local implements BudgetGrant {
    private final long amount;
    private final long used;
    private final long at;

    private Local(long amount, long used, long at) {
      this.amount = amount;
      this.used = used;
      this.at = at;
    }

    @Override
    public long amount() {
      return amount;
    }

    @Override
    public long used() {
      return used;
    }

    @Override
    public void settle(long actual) {
      end(this, actual);
    }
  }
}
