package org.agentgovernance.jdbc;

class PostgresApprovalStoreContractTest extends ApprovalTableContract {
  PostgresApprovalStoreContractTest() {
    super(TestDatabase::postgres);
  }
}
