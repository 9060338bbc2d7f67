package org.agentgovernance.jdbc;

import java.util.concurrent.locks.ReentrantLock;
import org.agentgovernance.budget.BudgetGrant;
import org.jspecify.annotations.Nullable;

/**
 * Hands out of slices that are taken from the database as a whole, when calls come fast. A slice is
 * booked as used before anything of it is handed out, so a process that dies can only have used
 * less. Its size follows the pace: a slice lasts about a tenth of a second, and when calls are
 * further apart than that, each is reserved by itself.
 */
final class Prepaid {
  private static final long PACE_NANOS = 100_000_000;

  /** No more than this part of what is left, so that the last of it is for whoever asks. */
  private static final int PART = 4;

  private final JdbcAccount account;
  private final Leftovers leftovers;
  private final int most;
  private final ReentrantLock taking = new ReentrantLock();
  private volatile @Nullable PrepaidSlice open;

  // Guarded by the lock
  private int size = 1;
  private long lastNanos = System.nanoTime() - PACE_NANOS;

  Prepaid(JdbcAccount account, Leftovers leftovers, int most) {
    this.account = account;
    this.leftovers = leftovers;
    this.most = most;
  }

  /** What is booked and not handed out, of slices that count from a time on. */
  long unused(long oldest) {
    PrepaidSlice slice = open;
    return slice == null || slice.slice().start() < oldest ? 0 : slice.free();
  }

  boolean leaves(long amount, long limit) {
    PrepaidSlice slice = open;
    return slice != null && slice.limit() == limit && amount > 0 && slice.free() >= amount;
  }

  /** Hands out, or returns null when the call is to be reserved by itself. */
  @Nullable BudgetGrant tryReserve(long amount, long limit, Claim.Slice at) {
    if (most < 2 || amount == 0) {
      return null;
    }
    BudgetGrant grant = fromOpen(amount, limit, at);
    if (grant != null) {
      return grant;
    }
    taking.lock();
    try {
      grant = fromOpen(amount, limit, at);
      return grant != null ? grant : fromNext(amount, limit, at);
    } finally {
      taking.unlock();
    }
  }

  private @Nullable BudgetGrant fromOpen(long amount, long limit, Claim.Slice at) {
    PrepaidSlice slice = open;
    return slice != null && slice.limit() == limit && slice.slice().start() == at.start()
        ? slice.tryTake(amount)
        : null;
  }

  private @Nullable BudgetGrant fromNext(long amount, long limit, Claim.Slice at) {
    long now = System.nanoTime();
    size = now - lastNanos < PACE_NANOS ? Math.min(2 * size, most) : Math.max(size / 2, 1);
    lastNanos = now;
    PrepaidSlice before = open;
    open = null;
    if (before != null) {
      leftovers.close(before);
    }
    long share = account.lastLeft(at, limit) / PART;
    long times = Math.min(size, share / amount);
    if (times < 2) {
      return null;
    }
    PrepaidSlice next =
        new PrepaidSlice(account, leftovers, at, account.rows.newId(), limit, times * amount);
    try {
      if (!account.claim(next.claim())) {
        return null;
      }
    } catch (RuntimeException e) {
      // It may have been booked all the same.
      leftovers.close(next);
      throw e;
    }
    BudgetGrant grant = next.tryTake(amount);
    leftovers.watch(next, () -> drop(next));
    open = next;
    return grant;
  }

  private void drop(PrepaidSlice slice) {
    taking.lock();
    try {
      open = open == slice ? null : open;
    } finally {
      taking.unlock();
    }
  }
}
