package org.agentgovernance.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.testkit.ApprovalStoreContract;
import org.junit.jupiter.api.AfterEach;

/** The contract of a store of approvals, on one database that several processes would open. */
abstract class ApprovalTableContract extends ApprovalStoreContract {
  private final DataSource source;
  private final List<GovernanceDatabase> opened = new ArrayList<>();

  ApprovalTableContract(Supplier<? extends DataSource> database) {
    this.source = database.get();
  }

  @Override
  protected ApprovalStore open() {
    GovernanceDatabase database = GovernanceDatabase.on(source).open();
    opened.add(database);
    database.migrate();
    return database.approvals("test");
  }

  @Override
  protected ApprovalStore again(ApprovalStore store) {
    return open();
  }

  @AfterEach
  void close() throws Exception {
    opened.forEach(GovernanceDatabase::close);
    if (source instanceof AutoCloseable pool) {
      pool.close();
    }
  }
}
