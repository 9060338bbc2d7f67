package org.agentgovernance.budget;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts for a cell on which many threads meet. Parts of what the limit leaves are lent to stripes;
 * a thread takes from the stripe of its id by compare-and-set, gives back there, and seldom meets
 * another. What was used and what is lent never pass the limit together, so what is lent may be
 * spent unasked.
 *
 * <p>The parts become smaller as less is left. When nothing can be lent for an amount, or when
 * somebody comes with another limit, the stripes close for good: the cell gets the exact count and
 * decides. So nothing is denied as long as it is left in some stripe.
 *
 * <p>Lending, closing and an exact look hold a lock for a few additions.
 */
final class Stripes {
  /** Of a stripe that nobody may touch, because the lock is held or the stripes are closed. */
  private static final long CLOSED = -1;

  /** The numbers in two cache lines, so that no two stripes share one. */
  private static final int STRIDE = 16;

  private static final int MOST = 32;

  /** How many times the amount that is needed is lent at most. */
  private static final int PART = 1024;

  /** Stripes that have handed everything back. */
  static final Stripes ENDED = new Stripes(new AtomicLong(), 0, 1);

  private final AtomicLong cell;
  private final long limit;
  private final int mask;
  private final AtomicLongArray lent;

  /** Scratch of an exact look, kept so that it allocates nothing. */
  private final long[] seen;

  /** What is used and what is lent; changed under the lock. */
  private volatile long count;

  private volatile boolean open;

  /** How often the lock was held for a change, twice; odd meanwhile. */
  private volatile int changes;

  /**
   * Makes stripes that count nothing yet.
   *
   * @param number a power of two
   */
  Stripes(AtomicLong cell, long limit, int number) {
    this.cell = cell;
    this.limit = limit;
    this.mask = number - 1;
    this.lent = new AtomicLongArray((number + 1) * STRIDE);
    this.seen = new long[number];
  }

  static int forThisMachine() {
    int processors = Math.min(Runtime.getRuntime().availableProcessors(), MOST / 2);
    return 2 * Integer.highestOneBit(2 * processors - 1);
  }

  /**
   * Takes the count over from the cell, unless it is past the limit or sealed. Who sees that the
   * cell has lent it waits here.
   */
  synchronized void begin() {
    long used = cell.get();
    while (canLend(used) && !cell.compareAndSet(used, Cell.LENT)) {
      used = cell.get();
    }
    count = used;
    open = canLend(used);
  }

  private boolean canLend(long used) {
    return used >= 0 && used <= limit;
  }

  /** Hands the count back to the cell, whatever is left. */
  synchronized void end() {
    if (open) {
      close();
    }
  }

  /** Takes an amount; false when the count was handed back to the cell. */
  boolean take(long amount, long of) {
    int at = own();
    return (of == limit && spend(at, amount)) || takeFromCount(at, amount, of);
  }

  /** Replaces a reserved amount by another; false when the count was handed back. */
  boolean settle(long reserved, long actual) {
    int at = own();
    if (actual > reserved) {
      return spend(at, actual - reserved) || takeMore(at, actual - reserved);
    }
    return giveBack(at, reserved - actual) || giveBackSlowly(at, reserved - actual);
  }

  /** No less than what is used, at the cost of a look. */
  long atMost() {
    return open ? count : Amounts.TOO_MUCH;
  }

  /** What is used at one moment; who takes or gives back meanwhile waits. */
  synchronized long used() {
    if (!open) {
      return Cell.LENT;
    }
    changes++;
    long used = count;
    for (int i = 0; i <= mask; i++) {
      seen[i] = lent.getAndSet(index(i), CLOSED);
      used -= seen[i];
    }
    for (int i = 0; i <= mask; i++) {
      lent.set(index(i), seen[i]);
    }
    changes++;
    return used;
  }

  /** What is used; of what others take and give back during this look some may be in it. */
  long usedNearly() {
    int before = changes;
    if ((before & 1) == 0 && open) {
      long used = count;
      for (int i = 0; i <= mask; i++) {
        used -= lent.get(index(i));
      }
      if (changes == before) {
        return used;
      }
    }
    return used();
  }

  private boolean spend(int at, long amount) {
    long left = lent.get(at);
    while (left > 0 && left >= amount) {
      if (lent.compareAndSet(at, left, left - amount)) {
        return true;
      }
      left = lent.get(at);
    }
    return false;
  }

  private boolean giveBack(int at, long amount) {
    long left = lent.get(at);
    while (left != CLOSED) {
      if (lent.compareAndSet(at, left, left + amount)) {
        return true;
      }
      left = lent.get(at);
    }
    return false;
  }

  private synchronized boolean takeFromCount(int at, long amount, long of) {
    if (!open) {
      return false;
    }
    if (of == limit && spend(at, amount)) {
      return true; // it was out of reach for a moment
    }
    long part = part(amount);
    if (of != limit || part < amount || part == 0) {
      close();
      return false;
    }
    lend(at, part, part - amount);
    return true;
  }

  private synchronized boolean takeMore(int at, long amount) {
    if (!open) {
      return false;
    }
    if (spend(at, amount)) {
      return true;
    }
    if (limit - count < amount) {
      close();
      return false;
    }
    long part = Math.max(amount, part(amount));
    lend(at, part, part - amount);
    return true;
  }

  private synchronized boolean giveBackSlowly(int at, long amount) {
    return open && giveBack(at, amount);
  }

  /** What can be lent at once. */
  private long part(long amount) {
    long needed = amount == 0 ? Amounts.ONE : amount;
    long most = needed > Amounts.TOO_MUCH / PART ? Amounts.TOO_MUCH : needed * PART;
    return Math.min((limit - count) / (2L * (mask + 1)), most);
  }

  private synchronized void lend(int at, long part, long unspent) {
    changes++;
    count += part;
    long unused = lent.getAndAdd(at, unspent);
    changes++;
  }

  /** Takes back first, so that nobody spends what the cell knows to be left. */
  private synchronized void close() {
    changes++;
    open = false;
    long used = count;
    for (int i = 0; i <= mask; i++) {
      used -= lent.getAndSet(index(i), CLOSED);
    }
    cell.set(used);
    changes++;
  }

  private int own() {
    return index((int) Thread.currentThread().getId() & mask);
  }

  private static int index(int stripe) {
    return (stripe + 1) * STRIDE;
  }
}
