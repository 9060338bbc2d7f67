package org.agentgovernance.resilience;

import java.util.Objects;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Whether slots and their line behave, in every interleaving of two threads, as if one had used
 * them. It begins with both slots taken and one call in the line, which has room for two.
 */
public class SlotPoolLincheckTest {
  private static final int PERMITS = 2;
  private static final int LINE = 2;

  private final SlotPool pool = new SlotPool(PERMITS, LINE);
  private final SlotPool.Place first;

  public SlotPoolLincheckTest() {
    pool.take();
    pool.take();
    first = Objects.requireNonNull(pool.join(() -> {}));
  }

  @Operation
  public boolean take() {
    return pool.take();
  }

  @Operation
  public boolean join() {
    return pool.join(() -> {}) != null;
  }

  @Operation(runOnce = true)
  public void releaseOne() {
    pool.release(false);
  }

  @Operation(runOnce = true)
  public void releaseOther() {
    pool.release(false);
  }

  @Operation(runOnce = true)
  public void firstLeaves() {
    pool.leave(first);
  }

  @Operation
  public boolean turnOfFirst() {
    return pool.handed(first);
  }

  @Test
  void isLinearizable() {
    new ModelCheckingOptions()
        .actorsBefore(0)
        .actorsPerThread(3)
        .actorsAfter(2)
        .threads(2)
        .iterations(20)
        .invocationsPerIteration(300)
        .sequentialSpecification(Sequential.class)
        .check(SlotPoolLincheckTest.class);
  }

  /** What they are without threads: those of the line other than the first are only counted. */
  public static class Sequential {
    private int running = PERMITS;
    private boolean inLine = true;
    private boolean handed;
    private int others;

    public boolean take() {
      if (running >= PERMITS || inLine || others > 0) {
        return false;
      }
      running++;
      return true;
    }

    public boolean join() {
      if (take()) {
        return true;
      }
      if ((inLine ? 1 : 0) + others >= LINE) {
        return false;
      }
      others++;
      return true;
    }

    public void releaseOne() {
      if (inLine) {
        inLine = false;
        handed = true;
      } else if (others > 0) {
        others--;
      } else {
        running--;
      }
    }

    public void releaseOther() {
      releaseOne();
    }

    public void firstLeaves() {
      if (inLine) {
        inLine = false;
      } else if (handed) {
        releaseOne();
      }
    }

    public boolean turnOfFirst() {
      return handed;
    }
  }
}
