package org.agentgovernance.budget;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What was used in one window. A grant holds its cell, so it settles where it was taken.
 *
 * <p>One number, until threads get into each other's way: then {@link Stripes} count, and the
 * number is {@link #LENT}. They hand the count back before anything is denied, and from then on the
 * cell is one number for good. The cell of a slice of time ends {@link #SEALED}.
 */
final class Cell extends AtomicLong {
  /** Of a ledger that its store has dropped: nothing can be reserved here. */
  static final Cell DROPPED = new Cell(Long.MAX_VALUE, Amounts.TOO_MUCH);

  /** In place of the number while stripes count. */
  static final long LENT = -1;

  /** In place of the number when the count is elsewhere for good. */
  static final long SEALED = -2;

  /** How often threads may collide before stripes are worth their memory. */
  private static final int COLLISIONS = 64;

  private static final long serialVersionUID = 1L;

  /** When the window ends, in milliseconds since the epoch. */
  final long end;

  /** Who settles what was taken here once the cell is sealed; null where cells never are. */
  private final transient @Nullable SlidingLedger owner;

  private transient volatile @Nullable Stripes stripes;

  /** Counted without care: one that is lost is one more to wait for. */
  private transient int collisions;

  Cell(long end, long used) {
    this(end, used, null);
  }

  Cell(long end, long used, @Nullable SlidingLedger owner) {
    super(used);
    this.end = end;
    this.owner = owner;
  }

  /** A grant of an amount that the cell was made with. */
  BudgetGrant grant(long amount, long used) {
    return new CellGrant(this, amount, used);
  }

  /** What is used, at one moment of this visit, or {@link #SEALED}. */
  long used() {
    while (true) {
      long used = get();
      used = used == LENT ? lent().used() : used;
      if (used != LENT) {
        return used;
      }
    }
  }

  /** What is used, here or where the count went, perhaps with what others do meanwhile. */
  private long usedNearly() {
    long seen = lent().usedNearly();
    long used = seen == LENT ? used() : seen;
    return used == SEALED && owner != null ? owner.used(end - 1) : used;
  }

  /** False also when only a closer look can tell. */
  boolean leaves(long amount, long limit) {
    long used = get();
    long left = limit - (used == LENT ? lent().atMost() : used);
    return used != SEALED && left >= amount && left > 0;
  }

  /** What was taken, or null when the limit does not leave it or the cell is sealed. */
  @Nullable BudgetGrant tryReserve(long amount, long limit) {
    while (true) {
      long used = get();
      if (used == SEALED) {
        return null;
      }
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

  /**
   * Replaces a reserved amount by the actual one, whatever the limit; false when sealed. What is
   * once {@link Amounts#TOO_MUCH} stays so: nobody knows how much it was.
   */
  boolean trySettle(long reserved, long actual) {
    boolean settled = actual == reserved;
    while (!settled) {
      long used = get();
      if (used == SEALED) {
        return false;
      }
      settled =
          used == LENT
              ? lent().settle(reserved, actual)
              : compareAndSet(used, Amounts.change(used, actual - reserved));
    }
    return true;
  }

  /** The same wherever the count is. */
  void settle(long reserved, long actual) {
    if (!trySettle(reserved, actual) && owner != null) {
      owner.settle(this, actual - reserved);
    }
  }

  /**
   * Ends the cell: what it has counted is handed out once, and nothing is counted here any more.
   */
  long seal() {
    while (true) {
      long used = get();
      if (used == LENT) {
        lent().end();
      } else if (compareAndSet(used, SEALED)) {
        stripes = Stripes.ENDED; // grants may hold on to the cell for long
        return used;
      }
    }
  }

  boolean sealed() {
    return get() == SEALED;
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
        used = Math.max(amount, cell.usedNearly());
      }
      return used;
    }

    @Override
    public void settle(long actual) {
      cell.settle(amount, actual);
    }
  }
}
