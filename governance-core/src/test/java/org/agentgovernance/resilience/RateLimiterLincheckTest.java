package org.agentgovernance.resilience;

import java.util.Objects;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Whether the limiter behaves, in every interleaving of two threads, as if one had used it. */
public class RateLimiterLincheckTest {
  private static final int PERMITS = 2;
  private static final long NOW = 5;
  private static final long LATER = 15;

  private final RateLimiter limiter = new RateLimiter(PERMITS, 10);
  private final RateLimiter.Period unused = Objects.requireNonNull(limiter.tryAcquire(NOW));

  @Operation
  public boolean acquire() {
    return limiter.tryAcquire(NOW) != null;
  }

  @Operation
  public boolean acquireLater() {
    return limiter.tryAcquire(LATER) != null;
  }

  @Operation(runOnce = true)
  public void giveBack() {
    unused.giveBack();
  }

  @Operation
  public int left() {
    return limiter.left(NOW);
  }

  @Test
  void isLinearizable() {
    new ModelCheckingOptions()
        .actorsBefore(0)
        .actorsPerThread(2)
        .actorsAfter(1)
        .threads(2)
        .iterations(15)
        .invocationsPerIteration(200)
        .sequentialSpecification(Sequential.class)
        .check(RateLimiterLincheckTest.class);
  }

  /** What a limiter is without threads. */
  public static class Sequential {
    private final int[] taken = {1, 0};
    private int latest;

    public boolean acquire() {
      return take(0);
    }

    public boolean acquireLater() {
      return take(1);
    }

    public void giveBack() {
      taken[0]--;
    }

    public int left() {
      return PERMITS - taken[latest];
    }

    private boolean take(int period) {
      latest = Math.max(latest, period);
      if (taken[latest] == PERMITS) {
        return false;
      }
      taken[latest]++;
      return true;
    }
  }
}
