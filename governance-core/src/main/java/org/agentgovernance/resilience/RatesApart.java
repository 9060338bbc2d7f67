package org.agentgovernance.resilience;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agentgovernance.call.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * So many permits a period for each user or agent. All counts of a period go with it, so nothing is
 * kept of anybody who has not called in the period that runs. At most {@value #MOST} callers are
 * counted apart in one period; those who come later share one count.
 */
final class RatesApart implements PermitSource {
  static final int MOST = 100_000;
  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(RatesApart.class, "current", Counts.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Set<Each> each;
  private final int permits;
  private final long periodMillis;
  private final int most;
  private volatile Counts current;

  RatesApart(Set<Each> each, int permits, long periodMillis) {
    this(each, permits, periodMillis, MOST);
  }

  RatesApart(Set<Each> each, int permits, long periodMillis, int most) {
    this.each = each;
    this.permits = permits;
    this.periodMillis = periodMillis;
    this.most = most;
    this.current = new Counts(Long.MIN_VALUE, most);
  }

  @Override
  public boolean surelyLeft() {
    return false;
  }

  @Override
  public int left(CallContext context, long nowMillis) {
    Counts counts = current;
    RateLimiter.Period own = nowMillis < counts.end ? counts.look(Who.of(each, context)) : null;
    return own == null ? permits : permits - own.get();
  }

  @Override
  public RateLimiter.@Nullable Period tryAcquire(CallContext context, long nowMillis) {
    Who who = Who.of(each, context);
    while (true) {
      Counts counts = current;
      if (nowMillis < counts.end) {
        RateLimiter.Period own = counts.take(who);
        return own.take(permits) ? own : null;
      }
      boolean unused =
          CURRENT.compareAndSet(
              this, counts, new Counts(RateLimiter.endOfPeriod(nowMillis, periodMillis), most));
    }
  }

  @Override
  public long millisToWait(long nowMillis) {
    long end = current.end;
    return nowMillis < end ? end - nowMillis : 0;
  }

  /** How many callers are counted apart now. */
  int size() {
    return current.apart.size();
  }

  /** The counts of one period. */
  private static final class Counts {
    final long end;
    private final int most;
    private final RateLimiter.Period others;
    final ConcurrentHashMap<Who, RateLimiter.Period> apart = new ConcurrentHashMap<>();

    Counts(long end, int most) {
      this.end = end;
      this.most = most;
      this.others = new RateLimiter.Period(end, 0);
    }

    /** The count of a caller; null when nothing was taken from it. */
    RateLimiter.@Nullable Period look(Who who) {
      RateLimiter.Period own = apart.get(who);
      return own == null && apart.size() >= most ? others : own;
    }

    RateLimiter.Period take(Who who) {
      RateLimiter.Period own = apart.get(who);
      if (own != null) {
        return own;
      }
      return first(who);
    }

    /** One at a time, so that nobody is ever counted both apart and among the others. */
    private synchronized RateLimiter.Period first(Who who) {
      RateLimiter.Period own = apart.get(who);
      if (own == null && apart.size() >= most) {
        return others;
      }
      if (own == null) {
        own = new RateLimiter.Period(end, 0);
        apart.put(who, own);
      }
      return own;
    }
  }
}
