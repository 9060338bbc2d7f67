package org.agentgovernance.budget;

import org.jspecify.annotations.Nullable;

/**
 * The counter of a window that slides: one cell for each slice, and their sum. A lock is held for a
 * few additions only. A clock that steps back books in the latest slice.
 */
final class SlidingLedger implements Counter {
  private final Window window;
  private final Slice[] slices;
  private int latest;

  /** Where the oldest slice starts that is in the sum. */
  private long oldest = Long.MIN_VALUE;

  private long sum;
  private boolean dropped;

  /** What was used in one slice; start is {@link Long#MIN_VALUE} until it is first used. */
  private static final class Slice {
    final long start;
    final long end;
    long used;

    Slice(long start, long end) {
      this.start = start;
      this.end = end;
    }
  }

  SlidingLedger(Window window) {
    this.window = window;
    this.slices = new Slice[window.slices()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = new Slice(Long.MIN_VALUE, Long.MIN_VALUE);
    }
  }

  SlidingLedger(Window window, long nowMillis) {
    this(window);
    slices[0] = new Slice(window.start(nowMillis), window.end(nowMillis));
  }

  @Override
  public synchronized long used(long nowMillis) {
    if (nowMillis < slices[latest].end) {
      return sum;
    }
    long since = window.oldest(nowMillis);
    long used = 0;
    for (Slice slice : slices) {
      used = slice.start >= since ? Amounts.plus(used, slice.used) : used;
    }
    return used;
  }

  @Override
  public synchronized boolean surelyLeaves(long amount, long limit) {
    return !dropped && leaves(amount, limit);
  }

  @Override
  public synchronized @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
    if (dropped) {
      return null;
    }
    Slice slice = slice(nowMillis);
    if (!leaves(amount, limit)) {
      return null;
    }
    add(slice, amount);
    return new SliceGrant(this, slice, amount, sum);
  }

  @Override
  public synchronized boolean tryBook(long amount, long nowMillis) {
    if (!dropped) {
      add(slice(nowMillis), amount);
    }
    return !dropped;
  }

  @Override
  public synchronized boolean dropped() {
    return dropped;
  }

  @Override
  public synchronized boolean drop(long nowMillis, long grace) {
    dropped = dropped || slices[latest].start < window.oldest(nowMillis - grace);
    return dropped;
  }

  private boolean leaves(long amount, long limit) {
    long left = limit - sum;
    return left >= amount && left > 0;
  }

  /** The slice of a time; makes room for it, and takes what no longer counts out of the sum. */
  private Slice slice(long nowMillis) {
    Slice slice = slices[latest];
    if (nowMillis < slice.end) {
      return slice;
    }
    oldest = window.oldest(nowMillis);
    int free = -1;
    sum = 0;
    for (int i = 0; i < slices.length; i++) {
      if (slices[i].start < oldest) {
        free = i;
      } else {
        sum = Amounts.plus(sum, slices[i].used);
      }
    }
    Slice next = new Slice(window.start(nowMillis), window.end(nowMillis));
    slices[free] = next;
    latest = free;
    return next;
  }

  private void add(Slice slice, long amount) {
    slice.used = Amounts.plus(slice.used, amount);
    // A sum that has once been too much stays so until its slice no longer counts.
    sum = sum == Amounts.TOO_MUCH ? sum : Amounts.plus(sum, amount);
  }

  private synchronized void settle(Slice slice, long reserved, long actual) {
    slice.used = Amounts.plus(slice.used, actual - reserved);
    if (slice.start >= oldest) {
      sum = sum == Amounts.TOO_MUCH ? sum : Amounts.plus(sum, actual - reserved);
    }
  }

  private record SliceGrant(SlidingLedger ledger, Slice slice, long amount, long used)
      implements BudgetGrant {
    @Override
    public void settle(long actual) {
      if (actual != amount) {
        ledger.settle(slice, amount, actual);
      }
    }
  }
}
