package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.Orders;
import org.agentgovernance.rollout.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Governors that share a PostgreSQL, each with a {@link GovernanceDatabase} of its own. */
class FleetTest {
  private static final String MANIFEST =
      """
      {
        "apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
        "metadata": {"name": "fleet", "version": "1.0.0"},
        "agent": {"id": "fleet"}, "catalog": {"unsigned": true},
        "tools": [{"name": "write", "version": "1.0.0", "effect": "write", "inputSchema": true}],
        "tasks": [{"id": "t", "tools": ["write"]}],
        "permissions": [{"id": "p", "tools": ["write"], "verdict": "permit"}],
        "budgets": [{"id": "b", "per": ["agent"], "unit": "calls", "limit": "5",
          "match": {"tools": ["write"]}}]
      }
      """;

  @TempDir Path temp;
  private Path manifest;

  @BeforeEach
  void write() throws Exception {
    manifest = Files.writeString(temp.resolve("fleet.json"), MANIFEST);
  }

  @Test
  void oneOrderStopsEveryGovernorAndLiftingItLetsThemGoOn() {
    try (HikariDataSource source = TestDatabase.postgres();
        GovernanceDatabase here = GovernanceDatabase.on(source).open();
        GovernanceDatabase there = GovernanceDatabase.on(source).open()) {
      here.migrate();
      try (Governor governor = governor(there);
          Session session =
              governor
                  .session(PrincipalVerifier.attestedByHost("test"), Subject.of("ann"))
                  .task("t")
                  .open()) {
        assertThat(codeOf(session)).isEqualTo(ReasonCode.PERMITTED);
        ControlStore orders = here.orders("prod");
        Order halt = new Order("1", Order.Kind.HALT, Target.all(), "test", "ann", Instant.EPOCH);
        assertThat(orders.compareAndSet(0, Orders.none().with(halt))).isTrue();
        awaitCode(session, ReasonCode.CONTROL_HALTED);
        assertThat(orders.compareAndSet(1, orders.load().without("1"))).isTrue();
        awaitCode(session, ReasonCode.PERMITTED);
      }
    }
  }

  @Test
  void theSixthWriteIsRefusedWhicheverGovernorAsks() {
    try (HikariDataSource source = TestDatabase.postgres();
        GovernanceDatabase here = GovernanceDatabase.on(source).open();
        GovernanceDatabase there = GovernanceDatabase.on(source).open()) {
      here.migrate();
      try (Governor one = governor(here);
          Governor two = governor(there);
          Session a =
              one.session(PrincipalVerifier.attestedByHost("test"), Subject.of("ann"))
                  .task("t")
                  .open();
          Session b =
              two.session(PrincipalVerifier.attestedByHost("test"), Subject.of("bob"))
                  .task("t")
                  .open()) {
        for (Session each : new Session[] {a, b, b, a, b}) {
          assertThat(codeOf(each)).isEqualTo(ReasonCode.PERMITTED);
        }
        assertThat(codeOf(a)).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
        assertThat(codeOf(b)).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      }
    }
  }

  private Governor governor(GovernanceDatabase database) {
    return Governor.of(manifest)
        .tool("write", args -> "written")
        .budgets(database.budgets())
        .control(database.orders("prod"))
        .audit(AuditLog.inMemory())
        .open();
  }

  private static ReasonCode codeOf(Session session) {
    CallResult result = session.call("write", Map.of());
    return result.code();
  }

  private static void awaitCode(Session session, ReasonCode code) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    ReasonCode now = session.decide("write", Map.of()).code();
    while (!now.equals(code) && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      now = session.decide("write", Map.of()).code();
    }
    assertThat(now).isEqualTo(code);
  }
}
