package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.testkit.AuditSinkContract;
import org.junit.jupiter.api.AfterEach;

/** Copies in a table, which is taken away by giving it another name. */
abstract class RecordRowsContract extends AuditSinkContract {
  private final DataSource source;
  private final GovernanceDatabase database;

  RecordRowsContract(DataSource source) {
    this.source = source;
    this.database = GovernanceDatabase.on(source).open();
    database.migrate();
  }

  @Override
  protected AuditSink open() {
    return database.records();
  }

  @Override
  protected List<Kept> kept() throws SQLException {
    List<Kept> kept = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select * from agentgov_record order by id")) {
      while (rows.next()) {
        StringBuilder everything = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          everything.append(rows.getString(i)).append('\n');
        }
        kept.add(
            new Kept(
                rows.getString("kind"),
                String.valueOf(rows.getString("call_id")),
                everything.toString()));
      }
    }
    return kept;
  }

  @Override
  protected boolean away() throws SQLException {
    execute("alter table agentgov_record rename to agentgov_record_away");
    return true;
  }

  @Override
  protected void back() throws SQLException {
    execute("alter table agentgov_record_away rename to agentgov_record");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @AfterEach
  void close() throws Exception {
    database.close();
    if (source instanceof AutoCloseable pool) {
      pool.close();
    }
  }
}
