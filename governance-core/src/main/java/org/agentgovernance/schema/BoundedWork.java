package org.agentgovernance.schema;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import java.util.Locale;

/**
 * The state of one evaluation, which gives up when it takes too many steps or goes too deep.
 * Schemas can be written so that a small value costs time without end; every step passes here.
 */
final class BoundedWork extends ExecutionContext {
  static final int MAX_STEPS = 1_000_000;
  static final int MAX_DEPTH = 1_000;

  /**
   * How many instructions of a pattern's program, each on one character, cost as much as a step.
   */
  private static final int INSTRUCTIONS_A_STEP = 50;

  private static final ExecutionConfig CONFIG =
      ExecutionConfig.builder().formatAssertionsEnabled(false).locale(Locale.ROOT).build();

  private int steps;
  private int depth;

  BoundedWork() {
    super(CONFIG);
  }

  int steps() {
    return steps;
  }

  @Override
  public void evaluationPathAddLast(String token) {
    step();
    super.evaluationPathAddLast(token);
  }

  @Override
  public void evaluationPathAddLast(int token) {
    step();
    super.evaluationPathAddLast(token);
  }

  @Override
  public void evaluationPathRemoveLast() {
    depth--;
    super.evaluationPathRemoveLast();
  }

  /** Pays for matching a text before it is done. */
  void chargeMatch(int chars, int programSize) {
    long total = steps + (long) chars * programSize / INSTRUCTIONS_A_STEP;
    if (total > MAX_STEPS) {
      throw new Exhausted();
    }
    steps = (int) total;
  }

  private void step() {
    if (++steps > MAX_STEPS || ++depth > MAX_DEPTH) {
      throw new Exhausted();
    }
  }

  /** The evaluation was given up. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Exhausted() {
      super("the evaluation takes too many steps", null, false, false);
    }
  }
}
