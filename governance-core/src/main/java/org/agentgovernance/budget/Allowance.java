package org.agentgovernance.budget;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The allowance of one account. Taken is what runs or ran and the store does not know; owed is the
 * part of it that has ended, by the slice of its reservation.
 */
final class Allowance {
  private final Window window;
  private final TreeMap<Long, Owed> owed = new TreeMap<>();
  private long taken;
  private int running;

  /** What is to be booked in one slice, and a time in it. */
  private record Owed(long amount, long at) {
    Owed plus(Owed more) {
      return new Owed(Amounts.plus(amount, more.amount), at);
    }
  }

  Allowance(Window window) {
    this.window = window;
  }

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

  /** Throws what the store throws; then what it has not booked stays owed. */
  synchronized void bookIn(BudgetAccount account) {
    for (Map.Entry<Long, Owed> first = owed.firstEntry();
        first != null;
        first = owed.firstEntry()) {
      Owed each = first.getValue();
      account.book(each.amount, each.at);
      taken -= each.amount;
      owed.remove(first.getKey());
    }
  }

  synchronized boolean isOver() {
    return running == 0 && owed.isEmpty();
  }

  synchronized boolean owes() {
    return !owed.isEmpty();
  }

  private synchronized void end(Local local, long actual) {
    running--;
    taken = Amounts.plus(taken, actual - local.amount);
    if (actual > 0) {
      owed.merge(window.start(local.at), new Owed(actual, local.at), Owed::plus);
    }
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
