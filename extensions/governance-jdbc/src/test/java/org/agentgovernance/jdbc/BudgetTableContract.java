package org.agentgovernance.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.testkit.BudgetStoreContract;
import org.junit.jupiter.api.AfterEach;

/** The contract of a store of budgets, on a database for each store. */
abstract class BudgetTableContract extends BudgetStoreContract {
  private final Supplier<? extends DataSource> databases;
  private final List<AutoCloseable> opened = new ArrayList<>();

  BudgetTableContract(Supplier<? extends DataSource> databases) {
    this.databases = databases;
  }

  @Override
  protected BudgetStore open() {
    DataSource source = databases.get();
    GovernanceDatabase database = GovernanceDatabase.on(source).open();
    opened.add(database);
    if (source instanceof AutoCloseable pool) {
      opened.add(pool);
    }
    database.migrate();
    return database.budgets();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }
}
