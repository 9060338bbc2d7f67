package org.agentgovernance.jdbc;

class H2BudgetStoreContractTest extends BudgetTableContract {
  H2BudgetStoreContractTest() {
    super(TestDatabase::h2);
  }
}
