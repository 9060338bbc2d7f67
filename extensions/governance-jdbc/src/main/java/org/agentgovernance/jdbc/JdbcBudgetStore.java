package org.agentgovernance.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.InMemoryBudgetStore;

/**
 * Budgets in the database. A session's own stay in memory: the session lives in one process, and
 * nobody else can ask for them.
 */
final class JdbcBudgetStore implements BudgetStore, AutoCloseable {
  private final BudgetStore sessions = new InMemoryBudgetStore();
  private final BudgetRows rows;
  private final Leftovers leftovers;
  private final int mostOfSlice;

  /** Held for as long as a session holds them. */
  private final Cache<AccountKey, JdbcAccount> accounts =
      Caffeine.newBuilder().weakValues().build();

  JdbcBudgetStore(BudgetRows rows, int mostOfSlice) {
    this.rows = rows;
    this.leftovers = new Leftovers(rows);
    this.mostOfSlice = mostOfSlice;
  }

  @Override
  public BudgetAccount account(AccountKey key) {
    if (key.endsWithSession()) {
      return sessions.account(key);
    }
    // What a crash costs a budget that never starts anew would never come back.
    int most = key.window().ends() ? mostOfSlice : 1;
    return accounts.get(key, k -> new JdbcAccount(k, rows, leftovers, most));
  }

  @Override
  public void close() {
    rows.close();
    leftovers.close();
  }
}
