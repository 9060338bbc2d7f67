package org.agentgovernance.jdbc;

class PostgresBudgetStoreContractTest extends BudgetTableContract {
  PostgresBudgetStoreContractTest() {
    super(TestDatabase::postgres);
  }
}
