package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * All budgets that apply to one target: looks whether they leave an amount each, and takes it from
 * all of them or from none. A budget per session is taken from the session and from every session
 * above it.
 */
final class Charges {
  private final BudgetTarget target;
  private final Applied[] applied;
  private final Budgets budgets;

  /** Kept, because a lambda made at each check would be garbage. */
  private final Function<CallContext, Accounts> begin;

  Charges(BudgetTarget target, List<BudgetRule> rules, Budgets budgets) {
    this.target = target;
    this.applied = rules.stream().map(Applied::of).toArray(Applied[]::new);
    this.budgets = budgets;
    this.begin = context -> new Accounts(applied.length);
  }

  /** What to reserve in each budget for a call of which something is expected. */
  long[] amounts(Map<String, BigDecimal> estimates) {
    long[] amounts = new long[applied.length];
    for (int i = 0; i < amounts.length; i++) {
      amounts[i] = applied[i].amount(target.tool(), estimates);
    }
    return amounts;
  }

  /** Why a call cannot run as things stand, or null; allocates nothing when it can. */
  @Nullable Deny check(CallContext context, long[] amounts) {
    Accounts accounts = context.state(this, begin);
    for (int i = 0; i < applied.length; i++) {
      Applied budget = applied[i];
      long amount = amounts[i];
      if (budget.perCall()) {
        if (amount > budget.limit()) {
          return BudgetDenials.exceeded(budget, amount, budget.limit(), context.nowMillis());
        }
        continue;
      }
      try {
        for (Account a = account(accounts, i, context); a != null; a = a.above()) {
          if (!a.counted().surelyLeaves(amount, budget.limit())) {
            long now = context.nowMillis();
            long left = budget.limit() - a.counted().used(now);
            if (left < amount || left <= 0) {
              return BudgetDenials.exceeded(budget, amount, left, now);
            }
          }
        }
      } catch (RuntimeException e) {
        if (!allowed(budget, amount, context)) {
          budgets.outages().noticed(budget.rule(), e);
          return BudgetDenials.unavailable(budget.rule(), e);
        }
      }
    }
    return null;
  }

  /** Takes each amount, or says why not and has taken nothing. */
  Reservation reserve(CallContext context, long[] amounts) {
    long now = context.nowMillis();
    budgets.tellSome();
    Accounts accounts = context.state(this, begin);
    Taken taken = null;
    for (int i = 0; i < applied.length; i++) {
      Applied budget = applied[i];
      long amount = amounts[i];
      Deny denial = null;
      if (budget.perCall()) {
        denial =
            amount > budget.limit()
                ? BudgetDenials.exceeded(budget, amount, budget.limit(), now)
                : null;
      } else {
        Taken before = taken;
        try {
          for (Account a = account(accounts, i, context);
              a != null && denial == null;
              a = a.above()) {
            budgets.allowances().reconcile(a.key(), a.counted());
            BudgetGrant grant = a.counted().tryReserve(amount, budget.limit(), now);
            if (grant == null) {
              denial = BudgetDenials.exceeded(budget, amount, left(a, now), now);
            } else {
              taken = new Taken(a, grant, now, taken);
              budgets.alerts().look(a, grant, now);
            }
          }
          budgets.outages().answered(budget, target, context);
        } catch (RuntimeException e) {
          Taken unused = taken == null ? null : taken.giveBack(before);
          Account away = away(budget, context);
          budgets.outages().failed(away, e);
          taken = allow(away, amount, now, before);
          if (taken == before) {
            denial = BudgetDenials.unavailable(budget.rule(), e);
          }
        }
      }
      if (denial != null) {
        if (taken != null) {
          taken.giveBack(null);
        }
        return Reservation.denied(denial);
      }
    }
    return taken == null ? Reservation.none() : taken;
  }

  /** What is left in a session; throws what the store throws. */
  List<BudgetView> views(CallContext context) {
    long now = context.nowMillis();
    Accounts accounts = context.state(this, begin);
    List<BudgetView> views = new ArrayList<>(applied.length);
    for (int i = 0; i < applied.length; i++) {
      long left = applied[i].limit();
      if (!applied[i].perCall()) {
        for (Account a = account(accounts, i, context); a != null; a = a.above()) {
          left = Math.min(left, applied[i].limit() - a.counted().used(now));
        }
      }
      views.add(applied[i].view(left, now));
    }
    return views;
  }

  Budgets budgets() {
    return budgets;
  }

  BudgetTarget target() {
    return target;
  }

  /** For the text of a refusal, which stands whether or not the store says how much is left. */
  private static long left(Account refused, long now) {
    long limit = refused.budget().limit();
    try {
      return limit - refused.counted().used(now);
    } catch (RuntimeException e) {
      return 0;
    }
  }

  private boolean allowed(Applied budget, long amount, CallContext context) {
    BigDecimal most = budget.rule().allowance();
    if (most == null || !target.reads()) {
      return false;
    }
    long limit = Amounts.roundedUp(most);
    for (Account a = away(budget, context); a != null; a = a.above()) {
      if (!budgets.allowances().leaves(a.key(), amount, limit)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes from the allowance of a tool that only reads, where the budget declares one: from that of
   * every account that the call is charged to, or from none.
   */
  private @Nullable Taken allow(Account away, long amount, long now, @Nullable Taken before) {
    BigDecimal most = away.budget().rule().allowance();
    if (most == null || !target.reads()) {
      return before;
    }
    long limit = Amounts.roundedUp(most);
    Taken taken = before;
    for (Account a = away; a != null; a = a.above()) {
      BudgetGrant grant = budgets.allowances().tryReserve(a.key(), amount, limit, now);
      if (grant == null) {
        return taken == null ? null : taken.giveBack(before);
      }
      taken = new Taken(a, grant, now, taken);
    }
    return taken;
  }

  private AccountKey key(Applied budget, CallContext context) {
    return AccountKey.of(budget.rule(), target, context);
  }

  private Account account(Accounts accounts, int i, CallContext context) {
    Account known = accounts.getAcquire(i);
    if (known == null) {
      known = find(applied[i], context);
      accounts.setRelease(i, known);
    }
    return known;
  }

  /** The accounts of a call while the store does not answer. */
  private Account away(Applied budget, CallContext context) {
    CallContext parent = above(budget, context);
    Account above = parent == null ? null : away(budget, parent);
    return new Account(this, budget, context, key(budget, context), null, above);
  }

  /** The session that a budget is charged to as well. */
  private static @Nullable CallContext above(Applied budget, CallContext context) {
    return budget.rule().per().contains(Scope.SESSION) ? context.parent() : null;
  }

  /** From the top down, so that no context waits for another while it makes its own. */
  private Account find(Applied budget, CallContext context) {
    CallContext parent = above(budget, context);
    Account above = parent == null ? null : find(budget, parent);
    AccountKey key = key(budget, context);
    BudgetAccount account = context.state(key, unused -> budgets.store().account(key));
    budgets.accounts().found(budget, key, account);
    return new Account(this, budget, context, key, account, above);
  }

  /** The accounts of one session in the order of the budgets, each found on first use. */
  private static final class Accounts extends AtomicReferenceArray<@Nullable Account> {
    private static final long serialVersionUID = 1L;

    Accounts(int length) {
      super(length);
    }
  }
}
