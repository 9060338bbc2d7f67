package org.agentgovernance.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.approval.FileApprovalStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileApprovalStoreContractTest extends ApprovalStoreContract {
  @TempDir private Path temp;
  private final List<FileApprovalStore> opened = new ArrayList<>();

  @Override
  protected ApprovalStore open() {
    FileApprovalStore store = FileApprovalStore.open(temp.resolve("approvals"));
    opened.add(store);
    return store;
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
