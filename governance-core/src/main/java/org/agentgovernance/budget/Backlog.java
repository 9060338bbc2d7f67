package org.agentgovernance.budget;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settlements that the store did not take. They are tried again before the next reservations, in
 * order. Until then the amount that was reserved stays reserved.
 */
final class Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
  private static final int MOST = 100_000;
  private static final int AT_ONCE = 16;

  private final ConcurrentLinkedQueue<Late> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();

  private record Late(BudgetGrant grant, long actual) {}

  void add(BudgetGrant grant, long actual) {
    if (size.incrementAndGet() > MOST) {
      size.decrementAndGet();
      LOG.error(
          "more than {} settlements wait for the budget store; what was reserved stays booked",
          MOST);
      return;
    }
    waiting.add(new Late(grant, actual));
  }

  int size() {
    return size.get();
  }

  /** Tries some again; stops at the first that fails. */
  void retry() {
    retry(AT_ONCE);
  }

  /** The same with up to so many. */
  void retry(int most) {
    if (size.get() == 0) {
      return;
    }
    for (int i = 0; i < most; i++) {
      Late late = waiting.poll();
      if (late == null) {
        return;
      }
      try {
        late.grant.settle(late.actual);
        size.decrementAndGet();
      } catch (RuntimeException e) {
        waiting.add(late);
        return;
      }
    }
  }
}
