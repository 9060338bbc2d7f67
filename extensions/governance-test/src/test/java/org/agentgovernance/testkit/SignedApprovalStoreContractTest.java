package org.agentgovernance.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.approval.ApprovalKey;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.approval.FileApprovalStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A store that is signed keeps to what a store keeps to, also over a restart. */
class SignedApprovalStoreContractTest extends ApprovalStoreContract {
  private static final ApprovalKey KEY = ApprovalKey.of(new byte[ApprovalKey.FEWEST_BYTES]);

  @TempDir private Path temp;
  private final List<FileApprovalStore> opened = new ArrayList<>();

  @Override
  protected ApprovalStore open() {
    FileApprovalStore store = FileApprovalStore.open(temp.resolve("approvals"));
    opened.add(store);
    return ApprovalStore.signed(store, KEY);
  }

  @Override
  protected ApprovalStore again(ApprovalStore store) {
    close();
    return open();
  }

  @AfterEach
  void close() {
    opened.forEach(FileApprovalStore::close);
  }
}
