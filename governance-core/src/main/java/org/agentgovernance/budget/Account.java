package org.agentgovernance.budget;

import org.agentgovernance.call.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * One budget of one target in one session: whose account it is charged to, and the same one of the
 * session above where the budget is per session.
 *
 * @param account null only while the store does not answer
 */
record Account(
    Charges charges,
    Applied budget,
    CallContext context,
    AccountKey key,
    @Nullable BudgetAccount account,
    @Nullable Account above) {
  /** The account in the store. */
  BudgetAccount counted() {
    if (account == null) {
      throw new IllegalStateException("the store did not answer");
    }
    return account;
  }
}
