package org.agentgovernance.budget;

import java.time.Duration;
import java.util.Objects;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Whether a ledger behaves, in every interleaving of a few threads, as if one thread had used it.
 * No operation runs before the threads start: a history that begins with reservations uses up the
 * budget and leaves nothing to race for.
 */
public class LedgerLincheckTest {
  private static final long LIMIT = 5;

  private static final long TODAY = 5;
  private static final long TOMORROW = 15;

  private final Ledger ledger = new Ledger(Window.every(Duration.ofMillis(10)));
  private final BudgetGrant unused = taken();
  private final BudgetGrant costly = taken();

  private BudgetGrant taken() {
    return Objects.requireNonNull(ledger.tryReserve(1, LIMIT, TODAY));
  }

  @Operation
  public boolean reserve() {
    return ledger.tryReserve(3, LIMIT, TODAY) != null;
  }

  @Operation
  public boolean reserveTomorrow() {
    return ledger.tryReserve(3, LIMIT, TOMORROW) != null;
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
    return ledger.used(TODAY);
  }

  @Operation
  public long usedTomorrow() {
    return ledger.used(TOMORROW);
  }

  @Test
  void isLinearizable() {
    new ModelCheckingOptions()
        .actorsBefore(0)
        .actorsPerThread(2)
        .actorsAfter(1)
        .threads(2)
        .iterations(20)
        .invocationsPerIteration(200)
        .sequentialSpecification(Sequential.class)
        .check(LedgerLincheckTest.class);
  }

  /** What a ledger is without threads. */
  public static class Sequential {
    private final long[] used = {2, 0};
    private int latest;

    public boolean reserve() {
      return take(3, 0);
    }

    public boolean reserveTomorrow() {
      return take(3, 1);
    }

    public void giveBack() {
      used[0] -= 1;
    }

    public void bookMore() {
      used[0] += 3;
    }

    public long used() {
      return used[latest];
    }

    public long usedTomorrow() {
      return latest == 1 ? used[1] : 0;
    }

    private boolean take(long amount, int day) {
      latest = Math.max(latest, day);
      boolean given = used[latest] + amount <= LIMIT;
      used[latest] += given ? amount : 0;
      return given;
    }
  }
}
