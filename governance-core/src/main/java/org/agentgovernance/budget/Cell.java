package org.agentgovernance.budget;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What was used in one window. A grant holds its cell, so it settles where it was taken. */
final class Cell extends AtomicLong {
  /** Of a ledger that its store has dropped: nothing can be reserved here. */
  static final Cell DROPPED = new Cell(Long.MAX_VALUE, Amounts.TOO_MUCH);

  private static final long serialVersionUID = 1L;

  /** When the window ends, in milliseconds since the epoch. */
  final long end;

  Cell(long end, long used) {
    super(used);
    this.end = end;
  }

  /** A grant of all that the cell was made with. */
  BudgetGrant grant(long amount) {
    return new CellGrant(this, amount, amount);
  }

  boolean leaves(long amount, long limit) {
    long left = limit - get();
    return left >= amount && left > 0;
  }

  @Nullable BudgetGrant tryReserve(long amount, long limit) {
    while (true) {
      long used = get();
      long left = limit - used;
      if (left < amount || left <= 0) {
        return null;
      }
      if (amount == 0 || compareAndSet(used, used + amount)) {
        return new CellGrant(this, amount, used + amount);
      }
    }
  }

  /** Replaces a reserved amount by the actual one, whatever the limit. */
  void settle(long reserved, long actual) {
    if (actual == reserved) {
      return;
    }
    if (actual < reserved) {
      long unused = getAndAdd(actual - reserved); // never wraps round: so much was reserved
      return;
    }
    while (true) {
      long used = get();
      if (compareAndSet(used, Amounts.plus(used, actual - reserved))) {
        return;
      }
    }
  }

  private record CellGrant(Cell cell, long amount, long used) implements BudgetGrant {
    @Override
    public void settle(long actual) {
      cell.settle(amount, actual);
    }
  }
}
