package org.agentgovernance.budget;

import java.time.Duration;
import java.util.Objects;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The same for a window that slides: one minute in slices of a second. Real threads race here: the
 * search through all interleavings takes a loop over all slices for one that never ends.
 */
public class SlidingLedgerLincheckTest {
  private static final long LIMIT = 5;
  private static final long EARLY = 500;
  private static final long LATE = EARLY + 61_000;

  private final SlidingLedger ledger = new SlidingLedger(Window.sliding(Duration.ofMinutes(1)));
  private final BudgetGrant unused = taken();
  private final BudgetGrant costly = taken();

  private BudgetGrant taken() {
    return Objects.requireNonNull(ledger.tryReserve(1, LIMIT, EARLY));
  }

  @Operation
  public boolean reserve() {
    return ledger.tryReserve(3, LIMIT, EARLY) != null;
  }

  @Operation
  public boolean reserveLate() {
    return ledger.tryReserve(3, LIMIT, LATE) != null;
  }

  @Operation(runOnce = true)
  public void giveBack() {
    unused.settle(0);
  }

  @Operation(runOnce = true)
  public void bookMore() {
    costly.settle(4);
  }

  @Operation
  public long used() {
    return ledger.used(LATE);
  }

  @Test
  void isLinearizable() {
    new StressOptions()
        .actorsBefore(0)
        .actorsPerThread(2)
        .actorsAfter(1)
        .threads(2)
        .iterations(40)
        .invocationsPerIteration(2_000)
        .sequentialSpecification(Sequential.class)
        .check(SlidingLedgerLincheckTest.class);
  }

  /** What it is without threads: whoever has once seen the late time counts by it. */
  public static class Sequential {
    private long early = 2;
    private long late;
    private boolean slid;

    public boolean reserve() {
      return take();
    }

    public boolean reserveLate() {
      slid = true;
      return take();
    }

    public void giveBack() {
      early -= 1;
    }

    public void bookMore() {
      early += 3;
    }

    public long used() {
      return late;
    }

    private boolean take() {
      long used = slid ? late : early;
      boolean given = used + 3 <= LIMIT;
      if (given && slid) {
        late += 3;
      } else if (given) {
        early += 3;
      }
      return given;
    }
  }
}
