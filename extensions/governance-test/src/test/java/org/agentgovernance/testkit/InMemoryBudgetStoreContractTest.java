package org.agentgovernance.testkit;

import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.InMemoryBudgetStore;

class InMemoryBudgetStoreContractTest extends BudgetStoreContract {
  @Override
  protected BudgetStore open() {
    return new InMemoryBudgetStore();
  }
}
