package org.agentgovernance.testkit;

import org.agentgovernance.approval.ApprovalStore;

class InMemoryApprovalStoreContractTest extends ApprovalStoreContract {
  @Override
  protected ApprovalStore open() {
    return ApprovalStore.inMemory();
  }

  @Override
  protected ApprovalStore again(ApprovalStore store) {
    return store;
  }
}
