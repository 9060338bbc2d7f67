package org.agentgovernance.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.RuleRef;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Whether a session's loops are counted, in every interleaving of a few threads, as if one thread
 * had called. It begins with the calls A, B, A, of which B can still turn out not to have run.
 */
public class LoopLincheckTest {
  private static final int IDENTICAL = 3;
  private static final int CYCLES = 2;
  private static final int STEPS = 6;
  private static final LoopRule RULE =
      new LoopRule(
          IDENTICAL,
          CYCLES,
          null,
          STEPS,
          LoopRule.OnLoop.DENY,
          Set.of(),
          new RuleRef("loops", "m.json:1:1"));
  private static final ToolCall A = ToolCall.of("a", Arguments.of(Map.of("n", 1)));
  private static final ToolCall B = ToolCall.of("b", Arguments.of(Map.of("n", 1)));

  private final LoopState state = new LoopState();
  private final LoopState.Step held;

  /** Makes a session that has called three times. */
  public LoopLincheckTest() {
    state.take(A, STEPS, RULE);
    held = (LoopState.Step) state.take(B, STEPS, RULE);
    state.take(A, STEPS, RULE);
  }

  @Operation
  public String callA() {
    return take(A);
  }

  @Operation
  public String callB() {
    return take(B);
  }

  private String take(ToolCall call) {
    LoopState.Taking taking = state.take(call, STEPS, RULE);
    if (taking instanceof LoopState.Found found) {
      return found.what().code().value();
    }
    return taking instanceof LoopState.Step ? "taken" : "steps";
  }

  @Operation(runOnce = true)
  public void giveBack() {
    held.settle(Outcome.notRun());
  }

  @Operation
  public int timesOfA() {
    return state.times(A);
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
        .check(LoopLincheckTest.class);
  }

  /** The definitions, for one thread. */
  public static class Sequential {
    private final List<String> made = new ArrayList<>(List.of("a", "b", "a"));

    public String callA() {
      return take("a");
    }

    public String callB() {
      return take("b");
    }

    public void giveBack() {
      made.remove(1);
    }

    public int timesOfA() {
      return (int) made.stream().filter("a"::equals).count();
    }

    private String take(String next) {
      if (made.size() >= STEPS) {
        return "steps";
      }
      if (made.stream().filter(next::equals).count() >= IDENTICAL) {
        return "loop.identical_calls";
      }
      int size = made.size();
      if (size >= 4
          && made.subList(size - 2, size).equals(made.subList(size - 4, size - 2))
          && !made.get(size - 1).equals(made.get(size - 2))
          && made.get(size - 2).equals(next)) {
        return "loop.cycle";
      }
      made.add(next);
      return "taken";
    }
  }
}
