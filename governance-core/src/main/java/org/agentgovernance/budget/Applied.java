package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.agentgovernance.call.Outcome;
import org.jspecify.annotations.Nullable;

/** One budget that applies to a target, with its limit and alerts in millionths. */
final class Applied {
  private final BudgetRule rule;
  private final boolean perCall;
  private final long limit;
  private final long[] alerts;

  private Applied(BudgetRule rule, boolean perCall, long limit, long[] alerts) {
    this.rule = rule;
    this.perCall = perCall;
    this.limit = limit;
    this.alerts = alerts;
  }

  static Applied of(BudgetRule rule) {
    long[] alerts =
        rule.alerts().stream()
            .mapToLong(part -> Amounts.roundedUp(part.multiply(rule.limit())))
            .toArray();
    return new Applied(
        rule, rule.per().contains(Scope.CALL), Amounts.roundedUp(rule.limit()), alerts);
  }

  BudgetRule rule() {
    return rule;
  }

  boolean perCall() {
    return perCall;
  }

  long limit() {
    return limit;
  }

  /** How many parts of the limit raise an event. */
  int alerts() {
    return alerts.length;
  }

  /** From which amount on a part is used. */
  long alert(int index) {
    return alerts[index];
  }

  /** What is reserved for a call: one where calls count, else what it is expected to use. */
  long amount(String target, Map<String, BigDecimal> estimates) {
    BigDecimal declared = estimates.getOrDefault(rule.unit(), BigDecimal.ZERO);
    if (declared.signum() < 0) {
      throw new IllegalArgumentException(
          "tool \"" + target + "\" estimates less than 0 " + rule.unit());
    }
    long amount = rule.countsCalls() ? Amounts.ONE : Amounts.roundedUp(declared);
    if (amount == Amounts.TOO_MUCH) {
      throw new IllegalArgumentException(
          "tool \"" + target + "\" estimates more " + rule.unit() + " than can be counted");
    }
    return amount;
  }

  /** What is booked for an outcome in place of the reserved amount. */
  long actual(Outcome outcome, long reserved) {
    if (!outcome.ran()) {
      return 0;
    }
    if (rule.countsCalls()) {
      return reserved;
    }
    BigDecimal reported = outcome.usage().amounts().get(rule.unit());
    return reported == null ? reserved : Amounts.roundedUp(reported);
  }

  /** What is left, in the words of the manifest. */
  BudgetView view(long left, long nowMillis) {
    return new BudgetView(
        rule.id(),
        rule.unit(),
        new BigDecimal(Amounts.text(left, rule.limit())),
        rule.limit(),
        until(nowMillis));
  }

  /** Whether what was used ceases to count little by little. */
  boolean slides() {
    return rule.window().slices() > 1;
  }

  /** When it starts anew, or null when it never does at once. */
  @Nullable Instant until(long nowMillis) {
    return rule.window().ends() && !slides()
        ? Instant.ofEpochMilli(rule.window().end(nowMillis))
        : null;
  }
}
