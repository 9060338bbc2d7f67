package org.agentgovernance.jdbc;

class H2ApprovalStoreContractTest extends ApprovalTableContract {
  H2ApprovalStoreContractTest() {
    super(TestDatabase::h2);
  }
}
