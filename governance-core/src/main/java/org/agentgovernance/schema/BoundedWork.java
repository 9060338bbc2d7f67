package org.agentgovernance.schema;

import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.path.NodePath;
import java.util.Arrays;
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

  /** For each step down its keyword, name or index, or the path to it where that was asked for. */
  private Object[] path = new Object[16];

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
    step(token);
  }

  @Override
  public void evaluationPathAddLast(int token) {
    step(token);
  }

  @Override
  public void evaluationPathRemoveLast() {
    depth--;
  }

  /** Made when an error or a keyword asks for it, and not with every step; each part only once. */
  @Override
  public NodePath getEvaluationPath() {
    int made = depth;
    while (made > 0 && !(path[made - 1] instanceof NodePath)) {
      made--;
    }
    NodePath whole = made > 0 ? (NodePath) path[made - 1] : super.getEvaluationPath();
    for (int i = made; i < depth; i++) {
      whole =
          path[i] instanceof Integer index ? whole.append(index) : whole.append((String) path[i]);
      path[i] = whole;
    }
    return whole;
  }

  /** Pays for matching a text before it is done. */
  void chargeMatch(int chars, int programSize) {
    long total = steps + (long) chars * programSize / INSTRUCTIONS_A_STEP;
    if (total > MAX_STEPS) {
      throw new Exhausted();
    }
    steps = (int) total;
  }

  private void step(Object token) {
    if (++steps > MAX_STEPS || depth == MAX_DEPTH) {
      throw new Exhausted();
    }
    if (depth == path.length) {
      path = Arrays.copyOf(path, 2 * depth);
    }
    path[depth++] = token;
  }

  /** The evaluation was given up. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Exhausted() {
      super("the evaluation takes too many steps", null, false, false);
    }
  }
}
