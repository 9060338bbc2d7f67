package org.agentgovernance.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.FileBudgetStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class FileBudgetStoreContractTest extends BudgetStoreContract {
  @TempDir private Path temp;
  private final List<FileBudgetStore> opened = new ArrayList<>();

  @Override
  protected BudgetStore open() {
    FileBudgetStore store = FileBudgetStore.open(temp.resolve("store" + opened.size()));
    opened.add(store);
    return store;
  }

  @AfterEach
  void close() {
    opened.forEach(FileBudgetStore::close);
  }
}
