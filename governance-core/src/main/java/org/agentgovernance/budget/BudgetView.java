package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is left of one budget at one moment, for explanations, records and reports. Immutable.
 *
 * @param id the rule's id
 * @param unit the rule's unit
 * @param left what may still be used; negative when a tool used more than it declared
 * @param limit the rule's limit
 * @param until when the budget starts anew, or null when it does not
 */
public record BudgetView(
    String id, String unit, BigDecimal left, BigDecimal limit, @Nullable Instant until) {
  /**
   * In words.
   *
   * @return for instance {@code 3 of 5 left}, {@code 0.50 of 2.50 usd left} or {@code 2.50 usd
   *     exceeded by 0.10}
   */
  public String text() {
    String of = limit.toPlainString() + (BudgetRule.CALLS.equals(unit) ? "" : " " + unit);
    return left.signum() < 0
        ? of + " exceeded by " + left.negate().toPlainString()
        : left.toPlainString() + " of " + of + " left";
  }
}
