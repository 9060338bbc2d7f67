package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;

/** Keys and reservations for tests of stores. */
final class Accounts {
  private Accounts() {}

  static AccountKey key(String user, Window window) {
    return new AccountKey("budget", "usd", window, Map.of(Scope.USER, user));
  }

  static BudgetGrant reserve(BudgetAccount account, long amount, long now) {
    BudgetGrant grant = account.tryReserve(amount, Math.max(5, amount), now);
    assertThat(grant).isNotNull();
    return Objects.requireNonNull(grant);
  }
}
