package org.agentgovernance.resilience;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.call.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * So many permits a period, on the caller's time. The first call in a later period starts it; a
 * clock that steps back stays in the later period, so no permit is given twice.
 */
final class RateLimiter implements PermitSource {
  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(RateLimiter.class, "current", Period.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int permits;
  private final long periodMillis;
  private volatile Period current = new Period(Long.MIN_VALUE, 0);

  RateLimiter(int permits, long periodMillis) {
    this.permits = permits;
    this.periodMillis = periodMillis;
  }

  /** Whether a permit is left at any time from now on; needs no clock. */
  @Override
  public boolean surelyLeft() {
    return current.get() < permits;
  }

  /** How many permits are left. Changes nothing. */
  int left(long nowMillis) {
    Period period = current;
    return nowMillis < period.end ? permits - period.get() : permits;
  }

  @Override
  public int left(CallContext context, long nowMillis) {
    return left(nowMillis);
  }

  @Override
  public @Nullable Period tryAcquire(CallContext context, long nowMillis) {
    return tryAcquire(nowMillis);
  }

  /** Takes a permit, or returns null when none is left. */
  @Nullable Period tryAcquire(long nowMillis) {
    while (true) {
      Period period = current;
      if (nowMillis < period.end) {
        return period.take(permits) ? period : null;
      }
      Period next = new Period(endOfPeriod(nowMillis, periodMillis), 1);
      if (CURRENT.compareAndSet(this, period, next)) {
        return next;
      }
    }
  }

  /** How long until the next period starts. */
  @Override
  public long millisToWait(long nowMillis) {
    Period period = current;
    return nowMillis < period.end ? period.end - nowMillis : 0;
  }

  static long endOfPeriod(long nowMillis, long periodMillis) {
    return Math.addExact(Math.floorDiv(nowMillis, periodMillis) * periodMillis, periodMillis);
  }

  /** How many permits were taken in one period. */
  static final class Period extends AtomicInteger {
    private static final long serialVersionUID = 1L;

    /** In milliseconds since the epoch. */
    final long end;

    Period(long end, int taken) {
      super(taken);
      this.end = end;
    }

    boolean take(int permits) {
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
