package org.agentgovernance;

import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.audit.ApprovalEvent;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.rollout.StandingOrders;
import org.agentgovernance.rollout.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One use of a standing grant, taken for one call until that has ended. */
final class StandingUse {
  private static final Logger LOG = LoggerFactory.getLogger(StandingUse.class);

  private final StandingGrant grant;
  private final StandingOrders orders;
  private final BudgetGrant use;
  private final @Nullable BudgetGrant amount;
  private final AtomicBoolean settled = new AtomicBoolean();

  StandingUse(
      StandingGrant grant, StandingOrders orders, BudgetGrant use, @Nullable BudgetGrant amount) {
    this.grant = grant;
    this.orders = orders;
    this.use = use;
    this.amount = amount;
  }

  /** Why the grant no longer counts, or null. Asked again directly before the tool starts. */
  @Nullable Deny refusal() {
    return orders.against(Target.grant(grant.id()));
  }

  /** From now on the use may have had its effect. */
  @Nullable Deny start() {
    try {
      use.start();
      if (amount != null) {
        amount.start();
      }
      return null;
    } catch (RuntimeException e) {
      LOG.error("a use of standing grant {} could not be kept", grant.id(), e);
      return new Deny(
          ReasonCode.STANDING_UNAVAILABLE,
          "approval",
          "the store that counts the uses of standing grant \""
              + grant.id()
              + "\" did not answer; see that it can be reached",
          "This call cannot be made now. Try again later.");
    }
  }

  /** Once. What the store does not take back stays used. */
  void settle(boolean ran) {
    if (!settled.compareAndSet(false, true)) {
      return;
    }
    settle(use, ran);
    if (amount != null) {
      settle(amount, ran);
    }
  }

  private void settle(BudgetGrant taken, boolean ran) {
    try {
      taken.settle(ran ? taken.amount() : 0);
    } catch (RuntimeException e) {
      LOG.warn("a use of standing grant {} was not settled and stays used", grant.id(), e);
    }
  }

  ApprovalEvent recorded() {
    return new ApprovalEvent(
        ApprovalEvent.State.STANDING, grant.id(), grant.issuer(), grant.reason());
  }
}
