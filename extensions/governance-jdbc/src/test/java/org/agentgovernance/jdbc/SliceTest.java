package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slices that are taken as a whole and handed out in memory. */
class SliceTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Window DAY = Window.every(Duration.ofDays(1));

  private HikariDataSource source;

  @BeforeEach
  void open() {
    source = TestDatabase.postgres();
    try (GovernanceDatabase database = open(1)) {
      database.migrate();
    }
  }

  @AfterEach
  void close() {
    source.close();
  }

  @Test
  void takesMoreAtOnceWhenCallsComeFast() {
    try (GovernanceDatabase database = open(100)) {
      run(account(database, DAY), 300, 1_000_000);
      assertThat(booked()).isGreaterThan(300);
      assertThat(account(database, DAY).used(NOW)).isEqualTo(300);
      assertThat(account(database, DAY).surelyLeaves(1, 1_000_000)).isTrue();
    }
  }

  @Test
  void returnsWhatWasNotUsedWhenItIsClosed() {
    try (GovernanceDatabase database = open(100)) {
      run(account(database, DAY), 300, 1_000_000);
    }
    assertThat(booked()).isEqualTo(300);
    assertThat(TestDatabase.number(source, "select count(*) from agentgov_reservation")).isZero();
  }

  @Test
  void returnsWhatWasNotUsedWhenNobodyDrawsOnIt() {
    try (GovernanceDatabase database = open(100)) {
      run(account(database, DAY), 300, 1_000_000);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (booked() > 300 && System.nanoTime() < end) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      assertThat(booked()).isEqualTo(300);
    }
  }

  @Test
  void givesAllOfTheLimitAndNoMoreToProcessesTogether() throws Exception {
    AtomicLong given = new AtomicLong();
    List<GovernanceDatabase> processes = List.of(open(100), open(100), open(100));
    CountDownLatch done = new CountDownLatch(processes.size());
    for (GovernanceDatabase process : processes) {
      new Thread(
              () -> {
                BudgetAccount account = account(process, DAY);
                for (int i = 0; i < 4_000; i++) {
                  BudgetGrant grant = account.tryReserve(1, 5_000, NOW);
                  if (grant != null) {
                    grant.start();
                    grant.settle(i % 10 == 0 ? 0 : 1);
                    given.addAndGet(i % 10 == 0 ? 0 : 1);
                  }
                }
                done.countDown();
              })
          .start();
    }
    assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
    assertThat(given).hasValueLessThanOrEqualTo(5_000);
    processes.forEach(GovernanceDatabase::close);
    assertThat(booked()).isEqualTo(given.get());
    try (GovernanceDatabase database = open(1)) {
      run(account(database, DAY), 5_000 - given.get(), 5_000);
      assertThat(account(database, DAY).tryReserve(1, 5_000, NOW)).isNull();
    }
  }

  @Test
  void neverReturnsTheSliceOfAProcessThatDied() {
    GovernanceDatabase dead = open(100);
    run(account(dead, DAY), 300, 1_000_000);
    long withheld = booked();
    try (GovernanceDatabase other = open(1)) {
      assertThat(account(other, DAY).used(NOW)).isEqualTo(withheld);
      assertThat(account(other, DAY).tryReserve(1_000_001 - withheld, 1_000_000, NOW)).isNull();
    }
    dead.close();
  }

  @Test
  void booksWhatACallUsedBeyondItsPart() {
    try (GovernanceDatabase database = open(100)) {
      BudgetAccount account = account(database, DAY);
      run(account, 300, 1_000_000);
      BudgetGrant grant = account.tryReserve(1, 1_000_000, NOW);
      grant.settle(5_000);
      grant.settle(5_000);
      assertThat(account.used(NOW)).isEqualTo(5_300);
    }
    assertThat(booked()).isEqualTo(5_300);
  }

  @Test
  void returnsWhatACallGivesBackAfterItsSliceWasClosed() {
    List<BudgetGrant> late = new ArrayList<>();
    try (GovernanceDatabase database = open(100)) {
      BudgetAccount account = account(database, DAY);
      for (int i = 0; i < 300; i++) {
        late.add(account.tryReserve(1, 1_000_000, NOW));
      }
      BudgetGrant next = account.tryReserve(1, 1_000_000, NOW + Duration.ofDays(1).toMillis());
      next.settle(0);
      late.forEach(grant -> grant.settle(0));
    }
    assertThat(booked()).isZero();
  }

  @Test
  void reservesBudgetsThatNeverStartAnewCallByCall() {
    try (GovernanceDatabase database = open(100)) {
      run(account(database, Window.total()), 300, 1_000_000);
      assertThat(booked()).isEqualTo(300);
    }
  }

  @Test
  void leavesTheLastOfABudgetToWhoeverAsks() {
    try (GovernanceDatabase one = open(100);
        GovernanceDatabase two = open(100)) {
      run(account(one, DAY), 95, 100);
      BudgetAccount other = account(two, DAY);
      for (int i = 0; i < 4; i++) {
        assertThat(other.tryReserve(1, 100, NOW)).isNotNull();
      }
    }
  }

  private GovernanceDatabase open(int slice) {
    return GovernanceDatabase.on(source).slice(slice).timeout(Duration.ofSeconds(30)).open();
  }

  private static BudgetAccount account(GovernanceDatabase database, Window window) {
    return database
        .budgets()
        .account(new AccountKey("b", "calls", window, Map.of(Scope.AGENT, "a")));
  }

  private static void run(BudgetAccount account, long calls, long limit) {
    for (long i = 0; i < calls; i++) {
      BudgetGrant grant = account.tryReserve(1, limit, NOW);
      assertThat(grant).isNotNull();
      grant.start();
      grant.settle(1);
    }
  }

  private long booked() {
    return TestDatabase.number(source, "select coalesce(sum(used), 0) from agentgov_budget");
  }
}
