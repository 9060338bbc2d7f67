package org.agentgovernance.jdbc;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.testkit.BudgetStoreContract;
import org.junit.jupiter.api.AfterEach;

class H2BudgetStoreContractTest extends BudgetStoreContract {
  private final List<AutoCloseable> opened = new ArrayList<>();

  @Override
  protected BudgetStore open() {
    DataSource source = TestDatabase.h2();
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
