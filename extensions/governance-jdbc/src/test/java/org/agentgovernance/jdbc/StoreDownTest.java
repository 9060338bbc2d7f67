package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.PendingCall;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.Anonymous;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL that is stopped and started while a process goes on. */
class StoreDownTest {
  private static final long NOW = 1_700_000_000_000L;

  @TempDir Path temp;

  @Test
  void failsWhileTheDatabaseIsAwayAndGoesOnWhenItIsBack() throws Exception {
    EmbeddedPostgres postgres = start(0);
    int port = postgres.getPort();
    try (HikariDataSource source = TestDatabase.pool(postgres.getJdbcUrl("postgres", "postgres"));
        GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      source.setConnectionTimeout(500);
      database.migrate();
      BudgetAccount account =
          database
              .budgets()
              .account(new AccountKey("b", "usd", Window.total(), Map.of(Scope.USER, "u")));
      BudgetGrant running = Objects.requireNonNull(account.tryReserve(2, 5, NOW));
      running.start();
      BudgetGrant waiting = Objects.requireNonNull(account.tryReserve(1, 5, NOW));

      postgres.close();
      unavailable(() -> account.tryReserve(1, 5, NOW));
      unavailable(() -> account.used(NOW));
      unavailable(waiting::start);
      unavailable(() -> running.settle(4));

      postgres = start(port);
      awaitConnection(source);
      assertThat(account.used(NOW)).isEqualTo(3);
      waiting.settle(0);
      running.settle(4);
      running.settle(4);
      assertThat(account.used(NOW)).isEqualTo(4);
      assertThat(account.tryReserve(2, 5, NOW)).isNull();
      assertThat(account.tryReserve(1, 5, NOW)).isNotNull();
    } finally {
      postgres.close();
    }
  }

  @Test
  void readsUseTheirAllowanceAndAnotherProcessCountsItAfterwards() throws Exception {
    EmbeddedPostgres postgres = start(0);
    int port = postgres.getPort();
    List<String> events = new CopyOnWriteArrayList<>();
    try (HikariDataSource source = TestDatabase.pool(postgres.getJdbcUrl("postgres", "postgres"));
        GovernanceDatabase here = GovernanceDatabase.on(source).open();
        GovernanceDatabase there = GovernanceDatabase.on(source).open()) {
      source.setConnectionTimeout(500);
      here.migrate();
      try (Governor one = governor(here, events);
          Governor other = governor(there, new ArrayList<>());
          Session ann = one.session(Anonymous.USER).open();
          Session too = other.session(Anonymous.USER).open()) {
        assertThat(ann.call("look", Map.of()).executed()).isTrue();
        assertThat(too.call("write", Map.of()).executed()).isTrue();

        postgres.close();
        CallResult write = ann.call("write", Map.of());
        assertThat(write.code()).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
        assertThat(write.forOperator()).contains("cannot be reached");
        assertThat(ann.call("look", Map.of()).executed()).isTrue();
        assertThat(ann.call("look", Map.of()).executed()).isTrue();
        assertThat(ann.call("look", Map.of()).code()).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);

        postgres = start(port);
        awaitConnection(source);
        CallResult back = ann.call("write", Map.of());
        for (int i = 0; !back.executed() && i < 400; i++) {
          Thread.sleep(50); // what failed a moment ago is not asked again at once
          back = ann.call("write", Map.of());
        }
        assertThat(back.executed()).isTrue();
        // Two before, two meanwhile, one after: the sixth call of both processes is the last.
        assertThat(too.call("look", Map.of()).executed()).isTrue();
        assertThat(too.call("look", Map.of()).code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
        assertThat(ann.call("write", Map.of()).code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
        assertThat(TestDatabase.number(source, "select used from agentgov_budget"))
            .isEqualTo(6_000_000);
      }
      assertThat(events).containsExactly("budget.unavailable", "budget.recovered");
    } finally {
      postgres.close();
    }
  }

  private static Governor governor(GovernanceDatabase database, List<String> events) {
    String manifest =
        """
        {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
         "metadata": {"name": "n", "version": "1"}, "agent": {"id": "a"},
         "catalog": {"unsigned": true},
         "tools": [{"name": "look", "version": "1", "effect": "read", "inputSchema": true},
                   {"name": "write", "version": "1", "effect": "write", "inputSchema": true}],
         "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}],
         "budgets": [{"id": "b", "per": ["agent"], "unit": "calls", "limit": "6",
                      "whenUnavailable": {"allow": "2"}}]}
        """;
    return Governor.of(Manifest.parse(manifest, "m.json"))
        .audit(AuditLog.inMemory())
        .budgets(database.budgets())
        .events(event -> events.add(event.kind()))
        .tool("look", args -> "seen")
        .tool("write", args -> "written")
        .open();
  }

  @Test
  void whatWaitsForAPersonGoesOnWhenTheDatabaseIsBack() throws Exception {
    EmbeddedPostgres postgres = start(0);
    int port = postgres.getPort();
    try (HikariDataSource source = TestDatabase.pool(postgres.getJdbcUrl("postgres", "postgres"));
        GovernanceDatabase here = GovernanceDatabase.on(source).open();
        GovernanceDatabase there = GovernanceDatabase.on(source).open()) {
      source.setConnectionTimeout(500);
      here.migrate();
      execute(source, "create table effects (id serial primary key, n bigint not null)");
      try (Governor holder = ApprovalWorker.governor(here, source, AuditLog.inMemory());
          Governor reviewers = ApprovalWorker.governor(there, source, AuditLog.inMemory())) {
        PendingCall waits = ApprovalWorker.propose(holder, "pay", 1).pending().orElseThrow();
        postgres.close();
        CallResult denied = ApprovalWorker.propose(holder, "pay", 2);
        assertThat(denied.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
        assertThat(denied.forOperator()).contains("SQLState").doesNotContain("\"n\"");
        String id = waits.request().id();
        assertThatThrownBy(() -> reviewers.approvals().approve(id, ApprovalWorker.BOSS, "ok"))
            .isInstanceOfSatisfying(
                GovernanceException.class,
                e -> assertThat(e.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE));
        assertThat(waits.completion().toCompletableFuture()).isNotDone();

        postgres = start(port);
        awaitConnection(source);
        reviewers.approvals().approve(id, ApprovalWorker.BOSS, "ok");
        CallResult done =
            waits.completion().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(done.executed()).isTrue();
        assertThat(ApprovalWorker.propose(holder, "pay", 2).pending()).isPresent();
      }
    } finally {
      postgres.close();
    }
  }

  private static void execute(HikariDataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The pool makes pauses of its own between attempts to connect; what is tested is ours. */
  private static void awaitConnection(HikariDataSource pool) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.isValid(5)).isTrue();
        return;
      } catch (SQLTransientConnectionException e) {
        if (attempt == 60) {
          throw e;
        }
      }
    }
  }

  @Test
  void opensAlthoughTheDatabaseIsAway() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setPortNumbers(new int[] {9});
    try (GovernanceDatabase database =
        GovernanceDatabase.on(source).timeout(Duration.ofMillis(500)).open()) {
      BudgetAccount account =
          database
              .budgets()
              .account(
                  new AccountKey("b", "usd", Window.total(), Map.of(Scope.USER, "secret-user")));
      assertThatThrownBy(() -> account.tryReserve(1, 5, NOW))
          .isInstanceOf(GovernanceException.class)
          .hasMessageNotContaining("secret-user")
          .hasMessageContaining("SQLState");
    }
  }

  private EmbeddedPostgres start(int port) throws Exception {
    return EmbeddedPostgres.builder()
        .setDataDirectory(temp.resolve("data"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private static void unavailable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> assertThat(e.code()).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE));
  }
}
