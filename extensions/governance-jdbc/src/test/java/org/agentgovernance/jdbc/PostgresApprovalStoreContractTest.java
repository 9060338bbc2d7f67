package org.agentgovernance.jdbc;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.testkit.ApprovalStoreContract;
import org.junit.jupiter.api.AfterEach;

class PostgresApprovalStoreContractTest extends ApprovalStoreContract {
  private final DataSource source = TestDatabase.postgres();
  private final List<GovernanceDatabase> opened = new ArrayList<>();

  private ApprovalStore store() {
    GovernanceDatabase database = GovernanceDatabase.on(source).open();
    opened.add(database);
    database.migrate();
    return database.approvals("test");
  }

  @Override
  protected ApprovalStore open() {
    return store();
  }

  @Override
  protected ApprovalStore again(ApprovalStore store) {
    return store();
  }

  @AfterEach
  void close() throws Exception {
    opened.forEach(GovernanceDatabase::close);
    if (source instanceof AutoCloseable pool) {
      pool.close();
    }
  }
}
