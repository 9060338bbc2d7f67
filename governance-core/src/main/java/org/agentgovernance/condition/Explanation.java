package org.agentgovernance.condition;

import java.util.List;

/**
 * Why a condition said what it said: the parts that decided, each with the values it saw. Values of
 * sensitive fields read {@code (hidden)}; long values are cut. Immutable.
 */
public final class Explanation {
  private final ConditionResult result;
  private final List<Clause> clauses;

  Explanation(ConditionResult result, List<Clause> clauses) {
    this.result = result;
    this.clauses = List.copyOf(clauses);
  }

  /**
   * A part of the condition that decided.
   *
   * @param text the part with the values it saw, such as {@code args.amount (250.0) <= 100.0}
   * @param offset where the part starts in the source, in UTF-16 units from 0
   * @param length its length in UTF-16 units
   * @param result what the part said by itself
   */
  public record Clause(String text, int offset, int length, ConditionResult result) {
    @Override
    public String toString() {
      return result.isError()
          ? text + " failed: " + result.message()
          : text + " is " + result.message();
    }
  }

  /**
   * Returns what the condition said.
   *
   * @return the same as {@link Condition#test} for the same values
   */
  public ConditionResult result() {
    return result;
  }

  /**
   * Returns the parts that decided, in the order in which they are written.
   *
   * @return an immutable list of at least one part, or empty if the evaluation broke off
   */
  public List<Clause> clauses() {
    return clauses;
  }

  /**
   * Returns the explanation as one sentence for an operator, such as {@code args.amount (250.0) <=
   * 100.0 is false}.
   *
   * @return the text
   */
  public String text() {
    if (clauses.isEmpty()) {
      return result.toString();
    }
    StringBuilder out = new StringBuilder();
    for (Clause clause : clauses) {
      out.append(out.length() == 0 ? "" : " and ").append(clause);
    }
    return out.toString();
  }

  @Override
  public String toString() {
    return text();
  }
}
