package org.agentgovernance.budget;

import java.util.Objects;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Whether a cell that is counted by stripes behaves, in every interleaving of a few threads, as if
 * it were one number and one thread had used it: nothing above the limit, and no denial as long as
 * an amount is left in any stripe.
 */
public class StripesLincheckTest {
  private static final long LIMIT = 20;
  private static final long LOWER = 14;

  private final Cell cell = lent();
  private final BudgetGrant unused = taken(2);
  private final BudgetGrant costly = taken(2);

  private static Cell lent() {
    Cell cell = new Cell(Long.MAX_VALUE, 0);
    cell.lend(LIMIT, 2);
    return cell;
  }

  private BudgetGrant taken(long amount) {
    return Objects.requireNonNull(cell.tryReserve(amount, LIMIT));
  }

  @Operation
  public boolean reserve() {
    return cell.tryReserve(3, LIMIT) != null;
  }

  @Operation
  public boolean reserveMuch() {
    return cell.tryReserve(11, LIMIT) != null;
  }

  @Operation
  public boolean reserveWithALowerLimit() {
    return cell.tryReserve(3, LOWER) != null;
  }

  @Operation
  public boolean reserveWhatIsLeft() {
    return cell.tryReserve(0, LIMIT) != null;
  }

  @Operation(runOnce = true)
  public void giveBack() {
    unused.settle(0);
  }

  @Operation(runOnce = true)
  public void bookMore() {
    costly.settle(12);
  }

  @Operation
  public long used() {
    return cell.used();
  }

  @Test
  void isLinearizable() {
    new ModelCheckingOptions()
        .actorsBefore(0)
        .actorsPerThread(3)
        .actorsAfter(1)
        .threads(2)
        .iterations(40)
        .invocationsPerIteration(500)
        .sequentialSpecification(Sequential.class)
        .check(StripesLincheckTest.class);
  }

  /** What it is without threads and stripes. */
  public static class Sequential {
    private long used = 4;

    public boolean reserve() {
      return take(3, LIMIT);
    }

    public boolean reserveMuch() {
      return take(11, LIMIT);
    }

    public boolean reserveWithALowerLimit() {
      return take(3, LOWER);
    }

    public boolean reserveWhatIsLeft() {
      return take(0, LIMIT);
    }

    public void giveBack() {
      used -= 2;
    }

    public void bookMore() {
      used += 10;
    }

    public long used() {
      return used;
    }

    private boolean take(long amount, long limit) {
      boolean given = used + amount <= limit && used < limit;
      used += given ? amount : 0;
      return given;
    }
  }
}
