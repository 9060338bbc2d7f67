package org.agentgovernance.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * So many permits a period, on the caller's time. The first call in a later period starts it; a
 * clock that steps back stays in the later period, so no permit is given twice.
 */
final class RateLimiter {
  private final int permits;
  private final long periodMillis;
  private final AtomicReference<Period> current = new AtomicReference<>(new Period(Long.MIN_VALUE));

  RateLimiter(int permits, long periodMillis) {
    this.permits = permits;
    this.periodMillis = periodMillis;
  }

  /** Whether a permit is left at any time from now on; needs no clock. */
  boolean surelyLeft() {
    return current.get().get() < permits;
  }

  /** How many permits are left. Changes nothing. */
  int left(long nowMillis) {
    Period period = current.get();
    return nowMillis < period.end ? permits - period.get() : permits;
  }

  /** Takes a permit, or returns null when none is left. */
  @Nullable Period tryAcquire(long nowMillis) {
    Period period = current.get();
    while (nowMillis >= period.end) {
      Period next = new Period(endOfPeriod(nowMillis));
      period = current.compareAndSet(period, next) ? next : current.get();
    }
    return period.take(permits) ? period : null;
  }

  /** How long until the next period starts. */
  long millisToWait(long nowMillis) {
    Period period = current.get();
    return nowMillis < period.end ? period.end - nowMillis : 0;
  }

  private long endOfPeriod(long nowMillis) {
    return Math.addExact(Math.floorDiv(nowMillis, periodMillis) * periodMillis, periodMillis);
  }

  /** How many permits were taken in one period. */
  static final class Period extends AtomicInteger {
    private static final long serialVersionUID = 1L;

    /** In milliseconds since the epoch. */
    final long end;

    Period(long end) {
      this.end = end;
    }

    private boolean take(int permits) {
      while (true) {
        int taken = get();
        if (taken >= permits) {
          return false;
        }
        if (compareAndSet(taken, taken + 1)) {
          return true;
        }
      }
    }

    /** Gives one permit back to the period it was taken from. */
    void giveBack() {
      decrementAndGet();
    }
  }
}
