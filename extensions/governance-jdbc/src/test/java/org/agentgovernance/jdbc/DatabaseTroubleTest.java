package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A database that is there and does not do what it should: what is said, and how it goes on. */
class DatabaseTroubleTest {
  private static final long NOW = 1_700_000_000_000L;

  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.postgres(), TestDatabase.h2());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void saysThatItsTablesAreMissing(DataSource source) {
    try (GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      BudgetAccount account = account(database);
      unavailable(() -> account.tryReserve(1, 5, NOW), "run GovernanceDatabase.migrate()");
      unavailable(() -> account.used(NOW), "run GovernanceDatabase.migrate()");
      database.migrate();
      assertThat(account.tryReserve(1, 5, NOW)).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void leavesTablesAloneThatItHasNotMade(DataSource source) throws Exception {
    execute(source, "create table agentgov_budget (somebody integer)");
    try (GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      unavailable(database::migrate, "a table is there that migrate() has not made");
      unavailable(() -> account(database).used(NOW), "older than this module");
    }
  }

  @Test
  void saysThatItsRoleLacksARight() throws Exception {
    String url = TestDatabase.postgresUrl();
    try (HikariDataSource source = TestDatabase.pool(url);
        GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      database.migrate();
      execute(source, "drop role if exists nobody_much");
      execute(source, "create role nobody_much login");
    }
    try (HikariDataSource source =
            TestDatabase.pool(url.replace("user=postgres", "user=nobody_much"));
        GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      unavailable(() -> account(database).tryReserve(1, 5, NOW), "lacks a right");
      unavailable(database::migrate, "lacks a right");
    }
  }

  @Test
  void waitsNoLongerThanItsTimeLimitAndLosesNothing() throws Exception {
    try (HikariDataSource source = TestDatabase.postgres();
        GovernanceDatabase database =
            GovernanceDatabase.on(source)
                .timeout(Duration.ofMillis(300))
                .lease(Duration.ofSeconds(3))
                .open()) {
      database.migrate();
      BudgetAccount account = account(database);
      BudgetGrant running = Objects.requireNonNull(account.tryReserve(1, 5, NOW));
      running.start();
      try (Connection blocks = source.getConnection();
          Statement statement = blocks.createStatement()) {
        blocks.setAutoCommit(false);
        statement.execute("lock table agentgov_budget in exclusive mode");
        unavailable(() -> account.tryReserve(4, 5, NOW), "within the time limit");
        unavailable(() -> running.settle(3), "within the time limit");
        blocks.rollback();
      }
      running.settle(3);
      // What was reserved although nobody was told so lapses with its lease.
      assertThat(inAWhile(account, 2)).isNotNull();
      assertThat(account.tryReserve(1, 5, NOW)).isNull();
    }
  }

  @Test
  void obeysATimeLimitOfTheDatabaseToo() throws Exception {
    String url = TestDatabase.postgresUrl();
    try (HikariDataSource source = TestDatabase.pool(url);
        HikariDataSource hurried = TestDatabase.pool(url + "&options=-c%20statement_timeout=200");
        GovernanceDatabase database = GovernanceDatabase.on(hurried).open()) {
      database.migrate();
      BudgetAccount account = account(database);
      try (Connection blocks = source.getConnection();
          Statement statement = blocks.createStatement()) {
        blocks.setAutoCommit(false);
        statement.execute("lock table agentgov_budget in exclusive mode");
        unavailable(() -> account.tryReserve(4, 5, NOW), "longer than the database allows");
        blocks.rollback();
      }
      assertThat(inAWhile(account, 5)).isNotNull();
    }
  }

  @Test
  void goesOnWhenThePoolHasConnectionsAgain() throws Exception {
    try (HikariDataSource source = TestDatabase.postgres();
        GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      database.migrate();
      BudgetAccount account = account(database);
      source.setConnectionTimeout(300);
      List<Connection> taken = new ArrayList<>();
      for (int i = 0; i < source.getMaximumPoolSize(); i++) {
        taken.add(source.getConnection());
      }
      unavailable(() -> account.tryReserve(1, 5, NOW), "the pool had no connection free");
      for (Connection each : taken) {
        each.close();
      }
      assertThat(inAWhile(account, 5)).isNotNull();
    }
  }

  @Test
  void waitsOnceForADatabaseThatDoesNotAnswerHoweverManyBudgetsAsk() throws Exception {
    try (HikariDataSource source = TestDatabase.postgres();
        GovernanceDatabase tables = GovernanceDatabase.on(source).open()) {
      tables.migrate();
      AtomicBoolean away = new AtomicBoolean();
      AtomicInteger asked = new AtomicInteger();
      DataSource slow = failing(source, away, asked);
      try (GovernanceDatabase database = GovernanceDatabase.on(slow).open()) {
        BudgetAccount account = account(database);
        BudgetGrant running = Objects.requireNonNull(account.tryReserve(5, 5, NOW));
        running.start();
        away.set(true);
        asked.set(0);
        for (int i = 0; i < 100; i++) {
          unavailable(() -> account.tryReserve(1, 5, NOW), "cannot be reached");
          unavailable(() -> account.used(NOW), "cannot be reached");
        }
        assertThat(asked).hasValueLessThan(100);
        away.set(false);
        running.settle(3); // what ran is told at once, which shows that the database answers
        assertThat(account.used(NOW)).isEqualTo(3);
        assertThat(account.tryReserve(2, 5, NOW)).isNotNull();
      }
    }
  }

  /** Takes a while to find that the database is away. */
  private static DataSource failing(DataSource source, AtomicBoolean away, AtomicInteger asked) {
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, args) -> {
              if (away.get()) {
                asked.incrementAndGet();
                Thread.sleep(100);
                throw new SQLTransientConnectionException("no connection", "08001");
              }
              return method.invoke(source, args);
            });
  }

  /** Reserves as soon as it goes. */
  private static @Nullable BudgetGrant inAWhile(BudgetAccount account, long amount)
      throws InterruptedException {
    for (int i = 0; i < 400; i++) {
      try {
        BudgetGrant grant = account.tryReserve(amount, 5, NOW);
        if (grant != null) {
          return grant;
        }
      } catch (GovernanceException e) {
        assertThat(e.code()).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
      }
      Thread.sleep(50);
    }
    return null;
  }

  @ParameterizedTest
  @MethodSource("databases")
  void reservesNothingAfterItWasClosedAndSettlesWhatRan(DataSource source) {
    GovernanceDatabase database = GovernanceDatabase.on(source).slice(100).open();
    database.migrate();
    BudgetAccount account = account(database);
    BudgetGrant running = null;
    for (int i = 0; i < 50; i++) {
      running = Objects.requireNonNull(account.tryReserve(2, 1_000, NOW));
      running.start();
      if (i < 49) {
        running.settle(2);
      }
    }
    database.close();
    unavailable(() -> account.tryReserve(2, 1_000, NOW), "was closed");
    Objects.requireNonNull(running).settle(1);
    try (GovernanceDatabase next = GovernanceDatabase.on(source).open()) {
      assertThat(account(next).used(NOW)).isBetween(99L, 100L);
    }
  }

  private static BudgetAccount account(GovernanceDatabase database) {
    Window day = Window.every(Duration.ofDays(1));
    return database.budgets().account(new AccountKey("b", "usd", day, Map.of(Scope.USER, "u")));
  }

  private static void unavailable(Runnable call, String said) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
              assertThat(e.getMessage()).contains(said).doesNotContain("\"per\"");
            });
  }

  private static void execute(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
