package org.agentgovernance.budget;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The account of one key in memory: the cell of the current window. The first reservation in a
 * later window replaces the cell by one that holds it, in one step; a clock that steps back keeps
 * it, so nothing is ever given twice.
 */
final class Ledger implements Counter {
  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(Ledger.class, "current", Cell.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Window window;

  private volatile Cell current;

  /** Its first window is the one of its first reservation. */
  Ledger(Window window) {
    this.window = window;
    this.current = new Cell(window.ends() ? Long.MIN_VALUE : Long.MAX_VALUE, 0);
  }

  /** Its first window is the one of the given time. */
  Ledger(Window window, long nowMillis) {
    this.window = window;
    this.current = new Cell(window.end(nowMillis), 0);
  }

  @Override
  public long used(long nowMillis) {
    Cell cell = current;
    return nowMillis < cell.end ? cell.used() : 0;
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
      Cell next = new Cell(window.end(nowMillis), amount);
      if (CURRENT.compareAndSet(this, cell, next)) {
        return next.grant(amount, amount);
      }
    }
  }

  @Override
  public boolean tryBook(long amount, long nowMillis) {
    while (true) {
      Cell cell = current;
      if (cell == Cell.DROPPED) {
        return false;
      }
      if (nowMillis < cell.end) {
        cell.settle(0, amount);
        return true;
      }
      if (CURRENT.compareAndSet(this, cell, new Cell(window.end(nowMillis), amount))) {
        return true;
      }
    }
  }

  @Override
  public boolean dropped() {
    return current == Cell.DROPPED;
  }

  @Override
  public boolean drop(long nowMillis, long grace) {
    Cell cell = current;
    if (!window.ends() || cell.end > nowMillis - grace) {
      return false;
    }
    return CURRENT.compareAndSet(this, cell, Cell.DROPPED);
  }
}
