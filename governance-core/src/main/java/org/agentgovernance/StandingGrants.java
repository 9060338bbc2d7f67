package org.agentgovernance;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.rollout.StandingOrders;
import org.agentgovernance.rollout.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verified standing grants of one governor, and the count of their uses. A grant answers what a
 * rule of the manifest asks, which those who signed could read. What a session has done, an order
 * or a control of the host asks is for a person to answer now.
 */
final class StandingGrants {
  private static final Logger LOG = LoggerFactory.getLogger(StandingGrants.class);
  private static final long ONE = 1_000_000;
  private static final Set<ReasonCode> FORESEEN =
      Set.of(ReasonCode.PERMISSION_CONFIRM, ReasonCode.PERMISSION_APPROVAL);

  private final List<StandingGrant> grants;
  private final BudgetStore store;
  private final StandingOrders orders;
  private final Clock clock;

  StandingGrants(
      List<StandingGrant> grants, BudgetStore store, StandingOrders orders, Clock clock) {
    this.grants = List.copyOf(grants);
    this.store = store;
    this.orders = orders;
    this.clock = clock;
  }

  boolean none() {
    return grants.isEmpty();
  }

  /** A use of the first grant that covers the call and has one left, or null: ask a person. */
  @Nullable StandingUse take(
      ApprovalPolicy policy, ToolCall call, CallContext context, List<RequireApproval> questions) {
    for (RequireApproval question : questions) {
      if (!FORESEEN.contains(question.code())) {
        return null;
      }
    }
    Instant now = clock.instant();
    for (StandingGrant grant : grants) {
      if (grant.covers(policy, call, context, now)
          && orders.against(Target.grant(grant.id())) == null) {
        StandingUse use = use(grant, call, now.toEpochMilli());
        if (use != null) {
          return use;
        }
      }
    }
    return null;
  }

  private @Nullable StandingUse use(StandingGrant grant, ToolCall call, long now) {
    BudgetGrant use = null;
    try {
      use = reserve(grant, "calls", ONE, grant.uses() * ONE, now);
      BigDecimal amount = grant.amount(call);
      if (use == null || amount == null) {
        return use == null ? null : new StandingUse(grant, orders, use, null);
      }
      BudgetGrant total =
          reserve(
              grant, "amount", millionths(amount), millionths(grant.total().orElseThrow()), now);
      if (total != null) {
        return new StandingUse(grant, orders, use, total);
      }
    } catch (RuntimeException e) {
      LOG.warn(
          "uses of standing grant {} cannot be counted, a person is asked: {}",
          grant.id(),
          e.toString());
    }
    if (use != null) {
      new StandingUse(grant, orders, use, null).settle(false);
    }
    return null;
  }

  /** Counted under the grant's id for good, whatever its limit: signing it anew gives no more. */
  private @Nullable BudgetGrant reserve(
      StandingGrant grant, String unit, long amount, long limit, long now) {
    AccountKey key =
        new AccountKey(
            "standing-grant:" + grant.id(),
            unit,
            Window.total(),
            Map.of(Scope.AGENT, grant.agent()));
    return store.account(key).tryReserve(amount, limit, now);
  }

  private static long millionths(BigDecimal amount) {
    return amount.movePointRight(6).longValueExact();
  }
}
