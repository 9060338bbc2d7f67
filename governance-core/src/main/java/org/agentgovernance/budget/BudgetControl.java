package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * Holds the calls of one tool within all budgets that apply to it.
 *
 * <p>Before the call its estimate is reserved in every budget, or in none. Afterwards:
 *
 * <ul>
 *   <li>a call whose tool was never started gives everything back;
 *   <li>a unit that the tool reports is booked as reported, also past the limit, which then stops
 *       the next call;
 *   <li>a unit that the tool does not report is booked as estimated, also when the tool failed or
 *       did not answer in time; {@code calls} always counts one.
 * </ul>
 *
 * <p>A tool without an estimate for a unit may start as long as something is left of it. A store
 * that throws denies the call with {@code budget.unavailable}. Safe for use by many threads.
 */
public final class BudgetControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "budget";

  private final String tool;
  private final Estimate[] estimates;
  private final BudgetStore store;
  private final Permit permit = Permit.by(ID);

  /** Kept, because a lambda made at each check would be garbage. */
  private final Function<CallContext, Accounts> begin;

  private BudgetControl(String tool, Estimate[] estimates, BudgetStore store) {
    this.tool = tool;
    this.estimates = estimates;
    this.store = store;
    this.begin = context -> new Accounts(estimates.length);
  }

  /**
   * Makes the control of one tool.
   *
   * @param tool the tool's name in the manifest
   * @param rules the budgets that apply to the tool, in the order of the manifest
   * @param estimates what one call of the tool is expected to use, by unit; none negative
   * @param store where the budgets are counted
   * @return the control
   * @throws IllegalArgumentException when an estimate is negative or cannot be represented
   */
  public static BudgetControl forTool(
      String tool, List<BudgetRule> rules, Map<String, BigDecimal> estimates, BudgetStore store) {
    Estimate[] all = new Estimate[rules.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = Estimate.of(rules.get(i), tool, estimates);
    }
    return new BudgetControl(tool, all, store);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    Accounts accounts = accounts(context);
    for (int i = 0; i < estimates.length; i++) {
      Estimate estimate = estimates[i];
      try {
        if (!surelyLeaves(accounts, i, context)) {
          long now = context.nowMillis();
          long left = estimate.limit() - used(accounts, i, context, now);
          if (left < estimate.amount() || left <= 0) {
            return BudgetDenials.exceeded(estimate, left, now);
          }
        }
      } catch (RuntimeException e) {
        return BudgetDenials.unavailable(estimate, e);
      }
    }
    return permit;
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    long now = context.nowMillis();
    Accounts accounts = accounts(context);
    Taken taken = null;
    for (int i = 0; i < estimates.length; i++) {
      Estimate estimate = estimates[i];
      Deny denial = null;
      try {
        if (estimate.perCall()) {
          denial =
              estimate.amount() > estimate.limit()
                  ? BudgetDenials.exceeded(estimate, estimate.limit(), now)
                  : null;
        } else {
          BudgetAccount account = account(accounts, i, context);
          BudgetGrant grant = account.tryReserve(estimate.amount(), estimate.limit(), now);
          if (grant == null) {
            denial = BudgetDenials.exceeded(estimate, estimate.limit() - account.used(now), now);
          } else {
            taken = new Taken(estimate, grant, taken);
          }
        }
      } catch (RuntimeException e) {
        denial = BudgetDenials.unavailable(estimate, e);
      }
      if (denial != null) {
        return refused(denial, taken);
      }
    }
    return taken == null ? Reservation.none() : taken;
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    Map<String, String> texts = new LinkedHashMap<>();
    try {
      for (BudgetView view : views(context)) {
        texts.put(view.id(), view.text());
      }
    } catch (RuntimeException e) {
      texts.put(ID, "unavailable");
    }
    return texts;
  }

  /**
   * What is left for the tool in a session. Changes nothing.
   *
   * @param context whose session it is
   * @return one view for each budget, in the order of the manifest
   * @throws RuntimeException what the store throws
   */
  public List<BudgetView> views(CallContext context) {
    long now = context.nowMillis();
    Accounts accounts = accounts(context);
    List<BudgetView> views = new ArrayList<>(estimates.length);
    for (int i = 0; i < estimates.length; i++) {
      Estimate estimate = estimates[i];
      BudgetRule rule = estimate.rule();
      long left = estimate.limit() - used(accounts, i, context, now);
      Instant until = estimate.until(now);
      views.add(
          new BudgetView(
              rule.id(),
              rule.unit(),
              new BigDecimal(Amounts.text(left, rule.limit())),
              rule.limit(),
              until));
    }
    return views;
  }

  /** Gives back what earlier budgets had given; a store that fails at it costs, never grants. */
  private static Reservation refused(Deny denial, @Nullable Taken taken) {
    if (taken != null) {
      try {
        taken.settle(Outcome.notRun());
      } catch (RuntimeException e) {
        return Reservation.denied(BudgetDenials.unavailable(taken.estimate, e));
      }
    }
    return Reservation.denied(denial);
  }

  private boolean surelyLeaves(Accounts accounts, int i, CallContext context) {
    Estimate estimate = estimates[i];
    return estimate.perCall()
        ? estimate.amount() <= estimate.limit()
        : account(accounts, i, context).surelyLeaves(estimate.amount(), estimate.limit());
  }

  private long used(Accounts accounts, int i, CallContext context, long now) {
    return estimates[i].perCall() ? 0 : account(accounts, i, context).used(now);
  }

  private Accounts accounts(CallContext context) {
    return context.state(this, begin);
  }

  private BudgetAccount account(Accounts accounts, int i, CallContext context) {
    BudgetAccount known = accounts.getAcquire(i);
    if (known == null) {
      AccountKey key = AccountKey.of(estimates[i].rule(), tool, context);
      known = context.state(key, unused -> store.account(key));
      accounts.setRelease(i, known);
    }
    return known;
  }

  /** The accounts of one session in the order of the estimates, each found on first use. */
  private static final class Accounts extends AtomicReferenceArray<@Nullable BudgetAccount> {
    private static final long serialVersionUID = 1L;

    Accounts(int length) {
      super(length);
    }
  }

  /**
   * A grant, and those taken before it: settled in reverse order, each whatever befalls another.
   */
  private static final class Taken implements Reservation {
    private final Estimate estimate;
    private final BudgetGrant grant;
    private final @Nullable Taken earlier;

    Taken(Estimate estimate, BudgetGrant grant, @Nullable Taken earlier) {
      this.estimate = estimate;
      this.grant = grant;
      this.earlier = earlier;
    }

    @Override
    public @Nullable Deny start() {
      Deny refused = earlier == null ? null : earlier.start();
      if (refused == null) {
        try {
          grant.start();
        } catch (RuntimeException e) {
          refused = BudgetDenials.unavailable(estimate, e);
        }
      }
      return refused;
    }

    @Override
    public void settle(Outcome outcome) {
      try {
        grant.settle(estimate.actual(outcome));
      } finally {
        if (earlier != null) {
          earlier.settle(outcome);
        }
      }
    }
  }
}
