package org.agentgovernance.budget;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was used in one window. A grant holds its cell, so it settles where it was taken.
 *
 * <p>One number, until threads get into each other's way: then {@link Stripes} count, and the
 * number is {@link #LENT}. They hand the count back before anything is denied, and from then on the
 * cell is one number for good.
 */
final class Cell extends AtomicLong {
  /** Of a ledger that its store has dropped: nothing can be reserved here. */
  static final Cell DROPPED = new Cell(Long.MAX_VALUE, Amounts.TOO_MUCH);

  /** In place of the number while stripes count. */
  static final long LENT = -1;

  /** How often threads may collide before stripes are worth their memory. */
  private static final int COLLISIONS = 64;

  private static final long serialVersionUID = 1L;

  /** When the window ends, in milliseconds since the epoch. */
  final long end;

  private transient volatile @Nullable Stripes stripes;

  /** Counted without care: one that is lost is one more to wait for. */
  private transient int collisions;

  Cell(long end, long used) {
    super(used);
    this.end = end;
  }

  /** A grant of all that the cell was made with. */
  BudgetGrant grant(long amount) {
    return new CellGrant(this, amount, amount);
  }

  /** What is used, at one moment of this visit. */
  long used() {
    while (true) {
      long used = get();
      used = used == LENT ? lent().used() : used;
      if (used != LENT) {
        return used;
      }
    }
  }

  /** False also when only a closer look can tell. */
  boolean leaves(long amount, long limit) {
    long used = get();
    long left = limit - (used == LENT ? lent().atMost() : used);
    return left >= amount && left > 0;
  }

  @Nullable BudgetGrant tryReserve(long amount, long limit) {
    while (true) {
      long used = get();
      if (used == LENT) {
        if (lent().take(amount, limit)) {
          return new StripedGrant(this, amount);
        }
        continue; // the count was handed back
      }
      long left = limit - used;
      if (left < amount || left <= 0) {
        return null;
      }
      if (amount == 0 || compareAndSet(used, used + amount)) {
        return new CellGrant(this, amount, used + amount);
      }
      if (++collisions == COLLISIONS) {
        lend(limit, Stripes.forThisMachine());
      }
    }
  }

  /** Lets stripes count from now on, unless some have done so before. */
  synchronized void lend(long limit, int count) {
    if (stripes == null) {
      Stripes made = new Stripes(this, limit, count);
      stripes = made; // before the number says so
      made.begin();
    }
  }

  /** Replaces a reserved amount by the actual one, whatever the limit. */
  void settle(long reserved, long actual) {
    boolean settled = actual == reserved;
    while (!settled) {
      long used = get();
      settled =
          used == LENT
              ? lent().settle(reserved, actual)
              : compareAndSet(used, Amounts.plus(used, actual - reserved));
    }
  }

  private Stripes lent() {
    Stripes made = stripes;
    if (made == null) {
      throw new IllegalStateException("lent to nobody");
    }
    return made;
  }

  private record CellGrant(Cell cell, long amount, long used) implements BudgetGrant {
    @Override
    public void settle(long actual) {
      cell.settle(amount, actual);
    }
  }

  /** Looks at what is used when somebody asks: that is a walk to all other stripes. */
  private static final class StripedGrant implements BudgetGrant {
    private final Cell cell;
    private final long amount;
    private long used = LENT;

    StripedGrant(Cell cell, long amount) {
      this.cell = cell;
      this.amount = amount;
    }

    @Override
    public long amount() {
      return amount;
    }

    @Override
    public synchronized long used() {
      if (used == LENT) {
        long seen = cell.lent().usedNearly();
        used = Math.max(amount, seen == LENT ? cell.used() : seen);
      }
      return used;
    }

    @Override
    public void settle(long actual) {
      cell.settle(amount, actual);
    }
  }
}
