package org.agentgovernance.resilience;

import java.time.Duration;
import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Sessions;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Whether a user's pool, which is thrown away when nobody is in it, is the same one for whoever
 * comes at that moment, in every interleaving of two threads.
 */
public class SlotSetLincheckTest {
  private static final CallContext USER =
      Sessions.of("s1", new ManualClock("2026-11-20T10:00:00Z"));

  private final SlotSet set =
      new SlotSet(
          new ConcurrencyRule(
              "c", 1, Set.of(Each.USER), Duration.ZERO, 0, new RuleRef("c", "m.json:1:1")));

  /** Takes the only slot and keeps it. */
  @Operation
  public boolean hold() {
    SlotSet.Use use = set.use(USER);
    if (use.pool().take()) {
      return true;
    }
    use.end();
    return false;
  }

  /** Comes and goes, which may throw the pool away. */
  @Operation
  public void visit() {
    set.use(USER).end();
  }

  @Test
  void isLinearizable() {
    new ModelCheckingOptions()
        .actorsBefore(0)
        .actorsPerThread(2)
        .actorsAfter(1)
        .threads(2)
        .iterations(10)
        .invocationsPerIteration(500)
        .sequentialSpecification(Sequential.class)
        .check(SlotSetLincheckTest.class);
  }

  /** One slot, without threads. */
  public static class Sequential {
    private boolean held;

    public boolean hold() {
      boolean free = !held;
      held = true;
      return free;
    }

    public void visit() {}
  }
}
