package org.agentgovernance.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.jspecify.annotations.Nullable;

/** Copies of records, a batch in a transaction. */
final class RecordRows implements AuditSink {
  private static final int MOST = 512;
  private static final String INSERT =
      "insert into agentgov_record (at_millis, kind, call_id, session_id, agent, user_id, tool,"
          + " verdict, code, record) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Connections connections;

  RecordRows(Connections connections) {
    this.connections = connections;
  }

  @Override
  public void write(List<AuditRecord> batch) {
    Object unused =
        connections.together(
            ReasonCode.AUDIT_UNAVAILABLE, (connection, dialect) -> insert(connection, batch));
  }

  private static int insert(Connection connection, List<AuditRecord> batch) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (AuditRecord record : batch) {
        Verdict verdict = record.verdict();
        insert.setLong(1, record.at());
        insert.setString(2, record.kind().word());
        insert.setString(3, storable(record.callId()));
        insert.setString(4, storable(record.session()));
        insert.setString(5, storable(record.agent()));
        insert.setString(6, storable(record.user()));
        insert.setString(7, storable(record.toolName()));
        insert.setString(8, verdict == null ? null : verdict.word());
        insert.setString(9, storable(record.code()));
        insert.setString(10, record.toJson());
        insert.addBatch();
      }
      return insert.executeBatch().length;
    }
  }

  /**
   * A model may make up any name. One that the database cannot hold must not keep all that follows
   * from being written; the record itself has it escaped.
   */
  private static @Nullable String storable(@Nullable String name) {
    if (name == null) {
      return null;
    }
    String cut = name.length() <= MOST ? name : name.substring(0, MOST);
    byte[] utf8 = cut.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
