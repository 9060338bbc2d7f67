package org.agentgovernance.jdbc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.budget.BudgetGrant;
import org.jspecify.annotations.Nullable;

/**
 * An amount that is booked in the database as used, and handed out here. What is left of it when it
 * is closed, and what calls give back later, is returned.
 */
final class PrepaidSlice {
  private final JdbcAccount account;
  private final Leftovers leftovers;
  private final Claim.Slice slice;
  private final long id;
  private final long limit;
  private final long size;
  private final AtomicLong free;
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closed;

  // Guarded by this object: what the row in the database holds, and what is on its way back.
  private long booked;
  private long returning;

  PrepaidSlice(
      JdbcAccount account, Leftovers leftovers, Claim.Slice slice, long id, long limit, long size) {
    this.account = account;
    this.leftovers = leftovers;
    this.slice = slice;
    this.id = id;
    this.limit = limit;
    this.size = size;
    this.booked = size;
    this.free = new AtomicLong(size);
  }

  Claim claim() {
    return new Claim(account.account, slice, size, limit, id, true);
  }

  Claim.Slice slice() {
    return slice;
  }

  long id() {
    return id;
  }

  long limit() {
    return limit;
  }

  long free() {
    return free.get();
  }

  /** Hands out an amount, or null when so much is not left or the slice is closed. */
  @Nullable BudgetGrant tryTake(long amount) {
    running.incrementAndGet();
    BudgetGrant grant = !closed && took(amount) ? new Part(this, amount, usedWith(amount)) : null;
    if (grant == null) {
      running.decrementAndGet();
    }
    return grant;
  }

  /** What the account has used as far as is known here: this slice less what is free in it. */
  private long usedWith(long amount) {
    return Math.max(amount, account.lastUsed(slice, size) - free.get());
  }

  private boolean took(long amount) {
    while (true) {
      long left = free.get();
      if (left < amount) {
        return false;
      }
      if (free.compareAndSet(left, left - amount)) {
        return true;
      }
    }
  }

  boolean closed() {
    return closed;
  }

  /** Hands out no more. */
  void close() {
    closed = true;
  }

  /** Whether nothing can come back any more: the row may be forgotten. */
  boolean over() {
    // In this order: a call puts back before it ceases to run.
    return closed && running.get() == 0 && free.get() == 0 && !inDoubt();
  }

  private synchronized boolean inDoubt() {
    return returning > 0;
  }

  /**
   * Returns what is left to the database. Called by one thread at a time, again after a failure.
   */
  synchronized void giveBack() {
    if (returning > 0) {
      // Nobody knows how the last attempt ended. The row does.
      long holds = account.rows.amount(id);
      if (holds == booked) {
        free.addAndGet(returning);
      } else {
        booked -= returning;
      }
      returning = 0;
    }
    returning = free.getAndSet(0);
    if (returning > 0) {
      account.rows.shrink(id, booked, booked - returning);
      booked -= returning;
      returning = 0;
      account.forgetSeen();
    }
  }

  private void settle(Part part, long actual) {
    if (actual <= part.amount) {
      free.addAndGet(part.amount - actual);
    } else {
      part.amount += takeUpTo(actual - part.amount);
      if (part.amount < actual) {
        account.book(slice, actual - part.amount);
      }
    }
    running.decrementAndGet();
    if (closed) {
      leftovers.close(this);
    }
  }

  private long takeUpTo(long amount) {
    while (true) {
      long left = free.get();
      long some = Math.min(left, amount);
      if (some <= 0 || free.compareAndSet(left, left - some)) {
        return Math.max(some, 0);
      }
    }
  }

  /** What one call has of a slice. */
  private static final class Part implements BudgetGrant {
    private final PrepaidSlice slice;
    private final long reserved;
    private final long used;
    private long amount;
    private boolean settled;

    Part(PrepaidSlice slice, long amount, long used) {
      this.slice = slice;
      this.reserved = amount;
      this.used = used;
      this.amount = amount;
    }

    @Override
    public long amount() {
      return reserved;
    }

    @Override
    public long used() {
      return used;
    }

    @Override
    public synchronized void settle(long actual) {
      if (!settled) {
        slice.settle(this, actual);
        settled = true;
      }
    }
  }
}
