package org.agentgovernance.budget;

import org.agentgovernance.call.Outcome;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/** A grant, and those taken before it: settled in reverse order, each whatever befalls another. */
final class Taken implements Reservation {
  private final Account account;
  private final BudgetGrant grant;
  private final @Nullable Taken earlier;

  /** What was booked; until then the complement of when it was reserved, which is less than 0. */
  private volatile long booked;

  Taken(Account account, BudgetGrant grant, long at, @Nullable Taken earlier) {
    this.account = account;
    this.grant = grant;
    this.earlier = earlier;
    this.booked = ~Math.max(at, 0);
  }

  @Override
  public @Nullable Deny start() {
    for (Taken each = this; each != null; each = each.earlier) {
      try {
        each.grant.start();
      } catch (RuntimeException e) {
        return BudgetDenials.unavailable(each.account.budget().rule(), e);
      }
    }
    return null;
  }

  @Override
  public void settle(Outcome outcome) {
    for (Taken each = this; each != null; each = each.earlier) {
      each.book(each.account.budget().actual(outcome, each.grant.amount()));
    }
  }

  @Override
  public Facts facts() {
    BudgetFacts rest = earlier != null && earlier.facts() instanceof BudgetFacts f ? f : null;
    long reserved = grant.amount();
    return new BudgetFacts(
        account.budget(), Math.max(0, grant.used() - reserved), reserved, booked, rest);
  }

  /** Gives back this grant and the earlier ones down to one that stays. */
  @Nullable Taken giveBack(@Nullable Taken downTo) {
    for (Taken each = this; each != null && each != downTo; each = each.earlier) {
      each.book(0);
    }
    return downTo;
  }

  /** What the store does not take now, it is told later. */
  private void book(long actual) {
    booked = actual;
    Budgets budgets = account.charges().budgets();
    try {
      grant.settle(actual);
    } catch (RuntimeException e) {
      budgets.backlog().add(grant, actual);
      budgets.outages().failed(account, e);
    }
    if (actual > grant.amount() && account.budget().alerts() > 0) {
      alert(budgets);
    }
  }

  /** Others may have settled meanwhile, so only the account knows how much is used. */
  private void alert(Budgets budgets) {
    BudgetAccount counted = account.account();
    if (counted == null) {
      return;
    }
    long now = account.context().nowMillis();
    try {
      budgets.alerts().look(account, counted.used(now), now);
    } catch (RuntimeException e) {
      budgets.outages().failed(account, e);
    }
  }
}
