package org.agentgovernance.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.PendingCall;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;

/**
 * A process of the approval tests: proposes one call for each number, waits for people, and when
 * they have approved has an effect, a row in a table that is only ever added to.
 */
final class ApprovalWorker {
  static final String SCOPE = "fleet";
  static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));
  static final Subject CHIEF = Subject.of("chief").withRoles(List.of("supervisor"));

  private static final String MANIFEST =
      """
      {
        "apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
        "metadata": {"name": "fleet", "version": "1.0.0"},
        "agent": {"id": "fleet"}, "catalog": {"unsigned": true},
        "tools": [
          {"name": "pay", "version": "1.0.0", "effect": "irreversible", "inputSchema": true},
          {"name": "pay.much", "version": "1.0.0", "effect": "irreversible", "inputSchema": true,
           "approval": "two"}],
        "tasks": [{"id": "t", "tools": ["pay", "pay.much"]}],
        "permissions": [{"id": "p", "tools": ["pay", "pay.much"], "verdict": "permit"}],
        "approvals": [
          {"id": "one", "roles": ["supervisor"]},
          {"id": "two", "roles": ["supervisor"], "quorum": 2}, {"id": "default"}]
      }
      """;

  private ApprovalWorker() {}

  static Manifest manifest() {
    return Manifest.parse(MANIFEST, "fleet.json");
  }

  static Governor governor(
      GovernanceDatabase database, HikariDataSource source, InMemoryAuditTrail trail) {
    return Governor.of(manifest())
        .audit(trail)
        .approvals(database.approvals(SCOPE))
        .tool("pay", args -> effect(source, args.integer("n")))
        .tool("pay.much", args -> effect(source, args.integer("n")))
        .open();
  }

  static CallResult propose(Governor governor, String tool, long n) {
    return governor
        .session(PrincipalVerifier.attestedByHost("test"), Subject.of("ann"))
        .task("t")
        .id("s-" + n)
        .open()
        .call(tool, Map.of("n", n));
  }

  /**
   * Pauses before, so that a kill finds calls whose approval is used and that had no effect yet.
   */
  private static String effect(HikariDataSource source, long n) {
    LockSupport.parkNanos(new Random().nextInt(4_000_000));
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into effects (n) values (?)")) {
      insert.setLong(1, n);
      insert.executeUpdate();
      return "paid";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static Process start(String url, String tool, int calls) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            ApprovalWorker.class.getName(),
            url,
            tool,
            String.valueOf(calls))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static String line(Process process) throws IOException {
    BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII);
    return reader.readLine();
  }

  /** URL, tool, how many calls. With two votes needed, this process gives the first itself. */
  public static void main(String[] args) {
    try (HikariDataSource source = TestDatabase.pool(args[0]);
        GovernanceDatabase database = GovernanceDatabase.on(source).open();
        Governor governor = governor(database, source, AuditLog.inMemory())) {
      List<CompletableFuture<CallResult>> waiting = new ArrayList<>();
      System.out.println("ready");
      for (long n = 0; n < Long.parseLong(args[2]); n++) {
        CallResult proposed = propose(governor, args[1], n);
        proposed
            .pending()
            .map(PendingCall::completion)
            .ifPresent(completion -> waiting.add(completion.toCompletableFuture()));
        if (args[1].equals("pay.much")) {
          String id = proposed.pending().orElseThrow().request().id();
          governor.approvals().approve(id, BOSS, "here");
        }
      }
      System.out.println("asked");
      long ran = waiting.stream().map(CompletableFuture::join).filter(CallResult::executed).count();
      System.out.println("ran " + ran);
    }
  }
}
