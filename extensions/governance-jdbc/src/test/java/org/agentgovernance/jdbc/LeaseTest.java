package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.decision.GovernanceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a reservation whose process is gone, or late. */
class LeaseTest {
  private static final long NOW = 1_700_000_000_000L;

  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.postgres(), TestDatabase.h2());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void reservesWhatNobodyDidBeforeAlsoAfterAskingForIt(DataSource source) {
    try (GovernanceDatabase database = open(source)) {
      assertThat(account(database).used(NOW)).isZero();
      assertThat(account(database).surelyLeaves(5, 5)).isTrue();
      reserve(account(database), 5);
      assertThat(account(database).tryReserve(1, 5, NOW)).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void givesBackWhatWasNotStartedWhenTheLeaseEnds(DataSource source) {
    try (GovernanceDatabase dead = open(source);
        GovernanceDatabase other = open(source)) {
      reserve(account(dead), 3);
      assertThat(account(other).tryReserve(3, 5, NOW)).isNull();
      endLeases(source);
      assertThat(account(other).tryReserve(5, 5, NOW)).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void keepsWhatWasStartedForItMayHaveRun(DataSource source) {
    try (GovernanceDatabase dead = open(source);
        GovernanceDatabase other = open(source)) {
      reserve(account(dead), 3).start();
      endLeases(source);
      assertThat(account(other).tryReserve(3, 5, NOW)).isNull();
      assertThat(account(other).tryReserve(2, 5, NOW)).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void deniesAStartAfterTheLeaseAndGivesNothingBackTwice(DataSource source) {
    try (GovernanceDatabase slow = open(source);
        GovernanceDatabase other = open(source)) {
      BudgetGrant late = reserve(account(slow), 3);
      endLeases(source);
      assertThatThrownBy(late::start)
          .isInstanceOf(GovernanceException.class)
          .hasMessageContaining("did not start within 60000 ms");
      BudgetGrant taken = reserve(account(other), 5);
      taken.start();
      late.settle(0);
      assertThat(account(other).used(NOW)).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void booksWhatRanAlthoughNobodySaidThatItHadStarted(DataSource source) {
    try (GovernanceDatabase slow = open(source);
        GovernanceDatabase other = open(source)) {
      BudgetGrant late = reserve(account(slow), 3);
      endLeases(source);
      assertThat(account(other).tryReserve(5, 5, NOW)).isNotNull();
      late.settle(2);
      assertThat(account(other).used(NOW)).isEqualTo(7);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void settlesOnce(DataSource source) {
    try (GovernanceDatabase database = open(source)) {
      BudgetGrant grant = reserve(account(database), 3);
      grant.start();
      grant.settle(9);
      grant.settle(9);
      assertThat(account(database).used(NOW)).isEqualTo(9);
      BudgetGrant other = Objects.requireNonNull(account(database).tryReserve(1, 10, NOW));
      other.settle(0);
      other.settle(0);
      assertThat(account(database).used(NOW)).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void forgetsTheRowsOfCallsThatAreOver(DataSource source) {
    try (GovernanceDatabase database = open(source)) {
      for (int i = 0; i < 5; i++) {
        BudgetGrant grant = reserve(account(database), 1);
        grant.start();
        grant.settle(1);
      }
    }
    assertThat(TestDatabase.number(source, "select count(*) from agentgov_reservation")).isZero();
    assertThat(TestDatabase.number(source, "select sum(used) from agentgov_budget")).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("databases")
  void countsASlidingWindowTogetherWithOthers(DataSource source) {
    AccountKey key =
        new AccountKey("b", "usd", Window.sliding(Duration.ofHours(1)), Map.of(Scope.USER, "u"));
    long quarter = Duration.ofMinutes(15).toMillis();
    try (GovernanceDatabase one = open(source);
        GovernanceDatabase two = open(source)) {
      BudgetAccount here = one.budgets().account(key);
      BudgetAccount there = two.budgets().account(key);
      assertThat(here.tryReserve(2, 5, NOW)).isNotNull();
      assertThat(there.tryReserve(3, 5, NOW + quarter)).isNotNull();
      assertThat(here.tryReserve(1, 5, NOW + 2 * quarter)).isNull();
      assertThat(here.used(NOW + 2 * quarter)).isEqualTo(5);
      assertThat(there.used(NOW + 4 * quarter + quarter / 2)).isEqualTo(3);
      assertThat(here.tryReserve(2, 5, NOW + 4 * quarter + quarter / 2)).isNotNull();
      assertThat(there.tryReserve(1, 5, NOW + 4 * quarter + quarter / 2)).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void takesAnyTextForAKey(DataSource source) {
    String name = "'; drop table agentgov_budget; --\u0001\"\\ " + "x".repeat(20_000);
    AccountKey key = new AccountKey(name, name, Window.total(), Map.of(Scope.USER, name));
    try (GovernanceDatabase database = open(source)) {
      assertThat(database.budgets().account(key).tryReserve(5, 5, NOW)).isNotNull();
      assertThat(database.budgets().account(key).tryReserve(1, 5, NOW)).isNull();
      assertThat(account(database).used(NOW)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void purgesOnlyWindowsThatAreOver(DataSource source) {
    AccountKey daily =
        new AccountKey("b", "usd", Window.every(Duration.ofDays(1)), Map.of(Scope.USER, "u"));
    try (GovernanceDatabase database = open(source)) {
      BudgetAccount days = database.budgets().account(daily);
      long later = NOW + Duration.ofDays(3).toMillis();
      Objects.requireNonNull(days.tryReserve(1, 5, NOW)).start();
      assertThat(days.tryReserve(2, 5, later)).isNotNull();
      reserve(account(database), 3);
      assertThat(database.purgeBudgets(java.time.Instant.ofEpochMilli(later))).isEqualTo(1);
      assertThat(days.used(later)).isEqualTo(2);
      assertThat(account(database).used(NOW)).isEqualTo(3);
      assertThat(TestDatabase.number(source, "select count(*) from agentgov_reservation"))
          .isEqualTo(2);
    }
  }

  private static GovernanceDatabase open(DataSource source) {
    GovernanceDatabase database =
        GovernanceDatabase.on(source)
            .lease(Duration.ofMinutes(1))
            .timeout(Duration.ofSeconds(30))
            .open();
    database.migrate();
    return database;
  }

  private static BudgetAccount account(GovernanceDatabase database) {
    return database
        .budgets()
        .account(new AccountKey("b", "usd", Window.total(), Map.of(Scope.USER, "u")));
  }

  private static BudgetGrant reserve(BudgetAccount account, long amount) {
    return Objects.requireNonNull(account.tryReserve(amount, 5, NOW));
  }

  private static void endLeases(DataSource source) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("update agentgov_reservation set lease_end = current_timestamp");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
