package org.agentgovernance.budget;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The account of one key in memory: the cell of the current window. The first reservation in a
 * later window replaces the cell by one that holds it, in one step; a clock that steps back keeps
 * it, so nothing is ever given twice.
 */
final class Ledger implements BudgetAccount {
  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(Ledger.class, "current", Cell.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Milliseconds, or 0 for none. */
  private final long window;

  private volatile Cell current;

  /** Its first window is the one of its first reservation. */
  Ledger(@Nullable Duration window) {
    this.window = window == null ? 0 : window.toMillis();
    this.current = new Cell(window == null ? Long.MAX_VALUE : Long.MIN_VALUE, 0);
  }

  /** Its first window is the one of the given time. */
  Ledger(@Nullable Duration window, long nowMillis) {
    this.window = window == null ? 0 : window.toMillis();
    this.current =
        new Cell(window == null ? Long.MAX_VALUE : endOfWindow(nowMillis, this.window), 0);
  }

  @Override
  public long used(long nowMillis) {
    Cell cell = current;
    return nowMillis < cell.end ? cell.get() : 0;
  }

  @Override
  public boolean surelyLeaves(long amount, long limit) {
    return current.leaves(amount, limit);
  }

  @Override
  public @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
    while (true) {
      Cell cell = current;
      if (nowMillis < cell.end) {
        return cell.tryReserve(amount, limit);
      }
      if (amount > limit) {
        return null;
      }
      Cell next = new Cell(endOfWindow(nowMillis, window), amount);
      if (CURRENT.compareAndSet(this, cell, next)) {
        return next.grant(amount);
      }
    }
  }

  /** When the window of a time ends. */
  static long endOfWindow(long nowMillis, long window) {
    return Math.addExact(Math.floorDiv(nowMillis, window) * window, window);
  }

  /** Whether the store has dropped this ledger: its counts are elsewhere or of the past. */
  boolean dropped() {
    return current == Cell.DROPPED;
  }

  /**
   * Drops the ledger if its last window ended long enough ago that no thread can still be on its
   * way to reserve in it. Never for a ledger without window.
   */
  boolean drop(long nowMillis, long grace) {
    Cell cell = current;
    if (window == 0 || cell.end > nowMillis - grace - window) {
      return false;
    }
    return CURRENT.compareAndSet(this, cell, Cell.DROPPED);
  }
}
