package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.junit.jupiter.api.Test;

/**
 * Several processes draw on one budget in one PostgreSQL and are killed at random points. The sum
 * of the effects never exceeds the limit, and when the leases have ended, whatever was reserved and
 * did not start is available again. {@code -Dsoak=true} does it a hundred times.
 */
class CrashTest {
  static final long LIMIT = 400;
  static final int MOST = 3;
  static final long NOW = 1_700_000_000_000L;

  private static final int FEW = 2;
  private static final int PROCESSES = 3;
  private static final int THREADS = 2;
  private static final Duration LEASE = Duration.ofMillis(1_500);

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** Slices are for windows that end only. */
  static AccountKey key(boolean slices) {
    Window window = slices ? Window.every(Duration.ofDays(1)) : Window.total();
    return new AccountKey("shared", "usd", window, Map.of(Scope.AGENT, "fleet"));
  }

  @Test
  void processesKilledAnywhereNeverOverspendAndLoseNothingForLongerThanTheirLease()
      throws Exception {
    Rounds rounds = Rounds.of(getClass(), FEW);
    while (rounds.next()) {
      // A thread that dies between start and effect withholds its call: it may have run.
      killThenUseUp(1, PROCESSES * THREADS * MOST);
    }
  }

  @Test
  void processesKilledWithSlicesNeverOverspend() throws Exception {
    Rounds rounds = Rounds.of(getClass(), FEW);
    while (rounds.next()) {
      killThenUseUp(20, PROCESSES * (20 * MOST + THREADS * MOST));
    }
  }

  private void killThenUseUp(int slice, long mostLost) throws Exception {
    String url = TestDatabase.postgresUrl();
    try (HikariDataSource source = TestDatabase.pool(url);
        GovernanceDatabase database = GovernanceDatabase.on(source).lease(LEASE).open()) {
      database.migrate();
      execute(source, "create table effects (id serial primary key, amount bigint not null)");
      List<Process> running = new ArrayList<>();
      try {
        for (int i = 0; i < PROCESSES; i++) {
          running.add(start(url, slice));
        }
        for (Process each : running) {
          awaitLine(each, "ready");
        }
        for (Process each : running) {
          awaitEffects(source, effects(source) + random.nextInt((int) LIMIT / 4));
          LockSupport.parkNanos(random.nextInt(2_000_000));
          each.toHandle().destroyForcibly();
          assertThat(effects(source)).as("seed %d", seed).isLessThanOrEqualTo(LIMIT);
        }
        for (Process each : running) {
          each.waitFor();
        }
        Process survivor = start(url, slice);
        running.add(survivor);
        awaitLine(survivor, "ready");
        awaitLine(survivor, "used up");
        assertThat(survivor.waitFor()).isZero();
      } finally {
        running.forEach(Process::destroyForcibly);
      }
      assertThat(effects(source)).as("seed %d", seed).isLessThanOrEqualTo(LIMIT);
      awaitLeases(source);

      BudgetAccount account = database.budgets().account(key(slice > 1));
      assertThat(account.tryReserve(LIMIT, LIMIT, NOW)).isNull(); // which gives back
      assertThat(unsettled(source, "not started")).isZero();
      long used = account.used(NOW);
      assertThat(effects(source))
          .as("seed %d", seed)
          .isBetween(used - unsettled(source, "started"), used);
      long rest = 0;
      for (BudgetGrant grant = one(account); grant != null; grant = one(account)) {
        grant.start();
        grant.settle(1);
        rest++;
      }
      long ran = effects(source) + rest;
      assertThat(ran).as("seed %d", seed).isBetween(LIMIT - mostLost, LIMIT);
      assertThat(account.used(NOW)).isEqualTo(LIMIT);
    }
  }

  private static BudgetGrant one(BudgetAccount account) {
    return account.tryReserve(1, LIMIT, NOW);
  }

  private static Process start(String url, int slice) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            CrashWorker.class.getName(),
            url,
            String.valueOf(LEASE.toMillis()),
            String.valueOf(slice))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void awaitLine(Process process, String line) throws IOException {
    assertThat(reader(process).readLine()).isEqualTo(line);
  }

  /** The same reader each time. */
  private static BufferedReader reader(Process process) {
    return process.inputReader(StandardCharsets.US_ASCII);
  }

  private static void awaitLeases(HikariDataSource source) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() < end
        && TestDatabase.number(
                source,
                "select count(*) from agentgov_reservation"
                    + " where not started and lease_end > clock_timestamp()")
            > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private static void awaitEffects(HikariDataSource source, long sum) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (effects(source) < Math.min(sum, LIMIT * 3 / 4) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static long unsettled(HikariDataSource source, String which) {
    return TestDatabase.number(
        source, "select coalesce(sum(amount), 0) from agentgov_reservation where " + which);
  }

  private static long effects(HikariDataSource source) {
    return TestDatabase.number(source, "select coalesce(sum(amount), 0) from effects");
  }

  private static void execute(HikariDataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
