package org.agentgovernance.testkit;

import org.agentgovernance.approval.ApprovalKey;
import org.agentgovernance.approval.ApprovalStore;

/** A store that is signed keeps to what a store keeps to, also over a restart. */
class SignedApprovalStoreContractTest extends FileApprovalStoreContractTest {
  private static final ApprovalKey KEY = ApprovalKey.of(new byte[ApprovalKey.FEWEST_BYTES]);

  @Override
  protected ApprovalStore open() {
    return ApprovalStore.signed(super.open(), KEY);
  }
}
