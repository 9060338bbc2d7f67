package org.agentgovernance.budget;

import org.jspecify.annotations.Nullable;

/**
 * The counter of a window that slides: what was used in each slice, and a cell that counts the sum.
 * As long as a slice lasts, threads reserve and settle in its cell as in that of any window. The
 * first that comes later seals the cell and makes the next one, without what no longer counts,
 * under a lock; so does whoever settles what was taken in an earlier slice. A clock that steps back
 * books in the latest slice.
 */
final class SlidingLedger implements Counter {
  private final Window window;
  private final Slice[] slices;

  private volatile Slice latest;

  /** What was used in the slices before the latest one that count. */
  private long older;

  /** Where the oldest slice starts that is in the sum. */
  private long oldest = Long.MIN_VALUE;

  private boolean dropped;

  /** Start is {@link Long#MIN_VALUE} until the slice is first used. */
  private static final class Slice {
    final long start;

    /** Counts the sum while the slice is the latest. */
    final Cell sum;

    /** What was used in the slice, once another is the latest. */
    long used;

    Slice(long start, Cell sum) {
      this.start = start;
      this.sum = sum;
    }

    long end() {
      return sum.end;
    }
  }

  SlidingLedger(Window window) {
    this.window = window;
    this.slices = new Slice[window.slices()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = slice(Long.MIN_VALUE, Long.MIN_VALUE, 0);
    }
    this.latest = slices[0];
  }

  SlidingLedger(Window window, long nowMillis) {
    this(window);
    slices[0] = slice(window.start(nowMillis), window.end(nowMillis), 0);
    latest = slices[0];
  }

  private Slice slice(long start, long end, long sum) {
    return new Slice(start, new Cell(end, sum, this));
  }

  @Override
  public long used(long nowMillis) {
    Slice slice = latest;
    if (nowMillis < slice.end()) {
      long used = slice.sum.used();
      if (used != Cell.SEALED) {
        return used;
      }
    }
    return usedLater(nowMillis);
  }

  @Override
  public boolean surelyLeaves(long amount, long limit) {
    return latest.sum.leaves(amount, limit);
  }

  @Override
  public @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
    while (true) {
      Slice slice = latest;
      if (nowMillis < slice.end()) {
        BudgetGrant grant = slice.sum.tryReserve(amount, limit);
        if (grant != null || !slice.sum.sealed()) {
          return grant;
        }
      }
      BudgetGrant first = slide(nowMillis, amount, limit);
      if (first != null || dropped()) {
        return first;
      }
    }
  }

  @Override
  public boolean tryBook(long amount, long nowMillis) {
    while (!dropped()) {
      if (slide(nowMillis, amount, Amounts.TOO_MUCH) != null || latest.sum.trySettle(0, amount)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public synchronized boolean dropped() {
    return dropped;
  }

  @Override
  public synchronized boolean drop(long nowMillis, long grace) {
    if (!dropped && latest.start < window.oldest(nowMillis - grace)) {
      dropped = true;
      long unused = latest.sum.seal();
    }
    return dropped;
  }

  /** Books a change of what was taken in a slice that is the latest no more. */
  synchronized void settle(Cell of, long change) {
    for (Slice slice : slices) {
      if (slice.sum == of && !dropped) {
        slice.used = Amounts.change(slice.used, change);
        if (slice.start >= oldest) {
          older = Amounts.change(older, change);
          latest.sum.settle(0, change);
        }
      }
    }
  }

  private synchronized long usedLater(long nowMillis) {
    if (dropped) {
      return 0;
    }
    long sum = latest.sum.used();
    if (nowMillis < latest.end()) {
      return sum;
    }
    long since = window.oldest(nowMillis);
    long used = latest.start >= since ? sinceLatest(sum) : 0;
    for (Slice slice : slices) {
      if (slice != latest && slice.start >= since) {
        used = Amounts.plus(used, slice.used);
      }
    }
    return used;
  }

  /** What the latest slice has of a sum. */
  private long sinceLatest(long sum) {
    return sum == Amounts.TOO_MUCH ? sum : sum - older;
  }

  /**
   * Makes the slice of a time the latest, with an amount in it if the limit leaves it, in one step.
   * Null when it does not, when the counter was dropped, or when that slice or a later one is
   * there.
   */
  private synchronized @Nullable BudgetGrant slide(long nowMillis, long amount, long limit) {
    if (dropped || nowMillis < latest.end()) {
      return null;
    }
    latest.used = sinceLatest(latest.sum.seal());
    oldest = window.oldest(nowMillis);
    int free = -1;
    older = 0;
    for (int i = 0; i < slices.length; i++) {
      if (slices[i].start < oldest) {
        free = i;
      } else {
        older = Amounts.plus(older, slices[i].used);
      }
    }
    long left = limit - older;
    boolean given = left >= amount && left > 0;
    long sum = given ? older + amount : older;
    Slice next = slice(window.start(nowMillis), window.end(nowMillis), sum);
    slices[free] = next;
    latest = next;
    return given ? next.sum.grant(amount, sum) : null;
  }
}
