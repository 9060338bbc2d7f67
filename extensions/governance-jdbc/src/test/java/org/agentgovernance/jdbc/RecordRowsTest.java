package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.audit.SinkPolicy;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of records in a real database. */
class RecordRowsTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "write", "version": "1", "effect": "write", "timeout": "none",
          "inputSchema": true}],
       "tasks": [{"id": "t", "tools": ["*"]}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;

  private static DataSource source(String kind) {
    return kind.equals("h2") ? TestDatabase.h2() : TestDatabase.postgres();
  }

  private static List<String> rows(DataSource source) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select kind, tool, verdict, code, record from agentgov_record order by id")) {
      while (found.next()) {
        rows.add(found.getString(1) + " " + found.getString(3) + " " + found.getString(4));
        assertThat(found.getString(5)).startsWith("{\"v\":1,\"at\":");
      }
    }
    return rows;
  }

  private static Governor governor(InMemoryAuditTrail trail, GovernanceDatabase database) {
    return Governor.of(Manifest.parse(MANIFEST, "m.json"))
        .audit(trail)
        .auditSink(
            "database",
            database.records(),
            SinkPolicy.mustTake().withMaxWait(Duration.ofSeconds(20)))
        .tool("write", args -> "done")
        .open();
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgresql"})
  void everyRecordStandsInTheTableAlsoOfNamesThatNoDatabaseTakes(String kind) throws Exception {
    DataSource source = source(kind);
    try (GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      database.migrate();
      Governor governor = governor(AuditLog.inMemory(), database);
      Session session =
          governor
              .session(PrincipalVerifier.attestedByHost("test"), Subject.of("u"))
              .task("t")
              .open();
      assertThat(session.call("write", Map.of("text", "a\u0000b")).succeeded()).isTrue();
      session.call("bad\u0000name\ud800" + "x".repeat(9000), Map.of());
      assertThat(session.call("write", Map.of()).succeeded()).isTrue();
      governor.close();
      assertThat(rows(source))
          .containsExactly(
              "intent permit permitted",
              "outcome null null",
              "decision deny allowlist.unknown_tool",
              "intent permit permitted",
              "outcome null null");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "postgresql"})
  void withoutItsTableTheRequiredSinkDenies(String kind) {
    try (GovernanceDatabase database = GovernanceDatabase.on(source(kind)).open();
        Governor governor = governor(AuditLog.inMemory(), database)) {
      Session session =
          governor
              .session(PrincipalVerifier.attestedByHost("test"), Subject.of("u"))
              .task("t")
              .open();
      CallResult result = session.call("write", Map.of());
      assertThat(result.executed()).isFalse();
      assertThat(result.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    }
  }
}
