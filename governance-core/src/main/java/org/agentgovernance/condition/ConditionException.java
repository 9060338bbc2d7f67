package org.agentgovernance.condition;

import java.util.List;

/**
 * Thrown when a condition is refused at load. Carries every problem that was found; the message
 * shows the first few with a caret. Never contains data of a call, because none exists at load.
 */
public final class ConditionException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 5;

  private final transient List<ConditionProblem> problems;

  ConditionException(String source, List<ConditionProblem> problems) {
    super(text(source, problems));
    this.problems = List.copyOf(problems);
  }

  private static String text(String source, List<ConditionProblem> problems) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < problems.size() && i < SHOWN; i++) {
      ConditionProblem problem = problems.get(i);
      out.append(i == 0 ? "" : "\n");
      out.append(problem.line()).append(':').append(problem.column()).append(": ");
      out.append(problem.code()).append(": ").append(problem.message()).append('\n');
      out.append(problem.render(source));
    }
    if (problems.size() > SHOWN) {
      out.append("\nand ").append(problems.size() - SHOWN).append(" more");
    }
    return out.toString();
  }

  /**
   * Returns the code of the first problem.
   *
   * @return a code such as {@code condition.syntax}
   */
  public String code() {
    return problems.get(0).code();
  }

  /**
   * Returns what is wrong, in the order in which it was found; a syntax error stands alone.
   *
   * @return an immutable list of at least one problem
   */
  public List<ConditionProblem> problems() {
    return problems;
  }
}
