package org.agentgovernance.budget;

/** What the store in memory counts for one key, until the store drops it. */
sealed interface Counter extends BudgetAccount permits Ledger, SlidingLedger {
  /** A counter that fits the window; its first slice is the one of its first reservation. */
  static Counter of(Window window) {
    return window.slices() == 1 ? new Ledger(window) : new SlidingLedger(window);
  }

  /** The same, with the slice of a time as its first, so that it is not dropped at once. */
  static Counter of(Window window, long nowMillis) {
    return window.slices() == 1
        ? new Ledger(window, nowMillis)
        : new SlidingLedger(window, nowMillis);
  }

  /** Books whatever the limit; false when the store has dropped this counter. */
  boolean tryBook(long amount, long nowMillis);

  @Override
  default void book(long amount, long nowMillis) {
    if (!tryBook(amount, nowMillis)) {
      throw new IllegalStateException("booked in a counter that was dropped");
    }
  }

  /** Whether the store has dropped this counter: its counts are elsewhere or of the past. */
  boolean dropped();

  /**
   * Drops the counter if nothing in it counts any more, for long enough that no thread can still be
   * on its way to reserve in it. Never without a window that ends.
   */
  boolean drop(long nowMillis, long grace);
}
