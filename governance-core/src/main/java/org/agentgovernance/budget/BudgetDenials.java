package org.agentgovernance.budget;

import java.time.Instant;
import java.time.ZoneOffset;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/** The texts of a budget's denials. */
final class BudgetDenials {
  private BudgetDenials() {}

  /** A call that needs more than is left. */
  static Deny exceeded(Applied budget, long amount, long left, long nowMillis) {
    BudgetRule rule = budget.rule();
    Instant until = budget.until(nowMillis);
    StringBuilder message = new StringBuilder(128);
    message.append("call needs ").append(need(rule, amount)).append(", ");
    message.append(Amounts.text(Math.max(left, 0), rule.limit())).append(" left of ");
    message.append(rule.limit().toPlainString());
    if (left < 0) {
      message.append(" (exceeded by ").append(Amounts.text(-left, rule.limit())).append(')');
    }
    if (budget.slides()) {
      message.append(" in ").append(length(budget));
    } else if (until != null) {
      message.append(" until ").append(until.atOffset(ZoneOffset.UTC));
    }
    message.append("; raise \"").append(rule.id()).append("\" in ").append(rule.ref().place());
    return new Deny(
        ReasonCode.BUDGET_EXCEEDED,
        BudgetControl.ID,
        rule.ref(),
        message.toString(),
        modelText(budget, until));
  }

  /** A store that gave no answer. */
  static Deny unavailable(BudgetRule rule, RuntimeException cause) {
    return new Deny(
        ReasonCode.BUDGET_UNAVAILABLE,
        BudgetControl.ID,
        rule.ref(),
        "the store of budget \""
            + rule.id()
            + "\" did not answer ("
            + what(cause)
            + "), so the call is not made; see that the store can be reached",
        "This call cannot be made at the moment. Try again later or go on without it.");
  }

  /** A store of this library says what is the matter; what others throw may quote anything. */
  private static String what(RuntimeException cause) {
    return cause instanceof GovernanceException known
        ? String.valueOf(known.getMessage())
        : cause.getClass().getSimpleName();
  }

  private static String length(Applied budget) {
    String text = budget.rule().window().text();
    return text.substring(text.indexOf(' ') + 1);
  }

  private static String need(BudgetRule rule, long amount) {
    if (rule.countsCalls()) {
      return BudgetRule.CALLS.equals(rule.unit()) ? "1 call" : "1 step";
    }
    return amount == 0
        ? "some " + rule.unit()
        : Amounts.text(amount, rule.limit()) + " " + rule.unit();
  }

  private static String modelText(Applied budget, @Nullable Instant until) {
    if (budget.perCall()) {
      return "This call would use more than a single call may. Go on without it.";
    }
    if (budget.slides()) {
      return "Not enough is left for this call at the moment: what was used counts for "
          + length(budget)
          + ". Go on without it, or try again later.";
    }
    return until == null
        ? "Not enough is left for this call. Go on without it."
        : "Not enough is left for this call until "
            + until.atOffset(ZoneOffset.UTC)
            + ". Do not repeat it before then.";
  }
}
