package org.agentgovernance.condition;

/** The state of one evaluation: variables, local names, and what is left of the budget. */
final class Frame {
  private static final Object[] NONE = new Object[0];

  final Variables variables;
  final Object[] locals;
  private int budget;

  Frame(Variables variables, int localCount, int budget) {
    this.variables = variables;
    this.locals = localCount == 0 ? NONE : new Object[localCount];
    this.budget = budget;
  }

  /** Steps that are left. */
  int left() {
    return budget;
  }

  /** Takes one step from the budget. */
  void step() {
    if (--budget < 0) {
      throw spent();
    }
  }

  /** Takes several steps from the budget. */
  void steps(long count) {
    if (count > budget) {
      budget = 0;
      throw spent();
    }
    budget -= (int) count;
  }

  /** Takes the steps for reading or writing so many characters. */
  void text(long characters) {
    steps((characters >> 4) + 1);
  }

  private static EvalError spent() {
    return EvalError.fatal(Codes.BUDGET, "the evaluation needs more steps than its budget allows");
  }
}
