package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.agentgovernance.call.Outcome;
import org.jspecify.annotations.Nullable;

/** What a call of one tool is expected to use of one budget, in millionths. */
record Estimate(BudgetRule rule, boolean perCall, long amount, long limit) {
  static Estimate of(BudgetRule rule, String tool, Map<String, BigDecimal> estimates) {
    BigDecimal declared = estimates.getOrDefault(rule.unit(), BigDecimal.ZERO);
    if (declared.signum() < 0) {
      throw new IllegalArgumentException(
          "tool \"" + tool + "\" estimates less than 0 " + rule.unit());
    }
    long amount = rule.countsCalls() ? Amounts.ONE : Amounts.roundedUp(declared);
    if (amount == Amounts.TOO_MUCH) {
      throw new IllegalArgumentException(
          "tool \"" + tool + "\" estimates more " + rule.unit() + " than can be counted");
    }
    return new Estimate(
        rule, rule.per().contains(Scope.CALL), amount, Amounts.roundedUp(rule.limit()));
  }

  /** What is booked for an outcome. */
  long actual(Outcome outcome) {
    if (!outcome.ran()) {
      return 0;
    }
    if (rule.countsCalls()) {
      return amount;
    }
    BigDecimal reported = outcome.usage().amounts().get(rule.unit());
    return reported == null ? amount : Amounts.roundedUp(reported);
  }

  /** When something that counts at a time ceases to count, or null when nothing does. */
  @Nullable Instant until(long nowMillis) {
    return rule.window().ends() ? Instant.ofEpochMilli(rule.window().end(nowMillis)) : null;
  }
}
