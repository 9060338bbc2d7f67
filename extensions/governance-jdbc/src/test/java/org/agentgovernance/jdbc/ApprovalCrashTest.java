package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.Governor;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.decision.GovernanceException;
import org.junit.jupiter.api.Test;

/**
 * Several processes propose the same calls, people approve each once in yet another process, and
 * the proposers are killed at random points. No call ever runs twice for its one approval; what ran
 * not at all was used up, which its row says. {@code -Dsoak=true} does it a hundred times.
 */
class ApprovalCrashTest {
  private static final int PROCESSES = 2;
  private static final int CALLS = 60;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void anApprovalRunsItsCallAtMostOnceWhoeverIsKilled() throws Exception {
    Rounds rounds = Rounds.of(getClass(), 1);
    while (rounds.next()) {
      killWhileTheyRun();
    }
  }

  private void killWhileTheyRun() throws Exception {
    String url = TestDatabase.postgresUrl();
    List<Process> running = new ArrayList<>();
    try (HikariDataSource source = TestDatabase.pool(url);
        GovernanceDatabase database = GovernanceDatabase.on(source).open()) {
      database.migrate();
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create table effects (id serial primary key, n bigint not null)");
      }
      try (Governor reviewers = ApprovalWorker.governor(database, source, AuditLog.inMemory())) {
        killWhileItAsks(url, running);
        for (int i = 0; i < PROCESSES; i++) {
          running.add(ApprovalWorker.start(url, "pay", CALLS));
        }
        List<Process> holders = running.subList(1, running.size());
        for (Process each : holders) {
          assertThat(ApprovalWorker.line(each)).isEqualTo("ready");
          assertThat(ApprovalWorker.line(each)).isEqualTo("asked");
        }
        Set<String> approved = new HashSet<>();
        for (Process each : holders) {
          long effects = effects(source) + 1 + random.nextInt(CALLS / 4);
          approveUntil(reviewers, approved, () -> effects(source) >= effects, each);
          LockSupport.parkNanos(random.nextInt(2_000_000));
          each.toHandle().destroyForcibly();
        }
        for (Process each : running) {
          each.waitFor();
        }
        Process survivor = ApprovalWorker.start(url, "pay", CALLS);
        running.add(survivor);
        approveUntil(reviewers, approved, () -> !survivor.isAlive(), survivor);
        assertThat(survivor.waitFor()).isZero();
        assertThat(approved).hasSize(CALLS);
      } finally {
        running.forEach(Process::destroyForcibly);
      }
      assertThat(
              number(
                  source,
                  "select count(*) from (select n from effects group by n having"
                      + " count(*) > 1) twice"))
          .as("calls that ran twice, seed %d", seed)
          .isZero();
      long used = number(source, "select count(*) from agentgov_approval where state = 'consumed'");
      assertThat(used).as("approvals used, seed %d", seed).isEqualTo(CALLS);
      assertThat(effects(source))
          .as("effects, seed %d", seed)
          .isBetween((long) CALLS - PROCESSES * CALLS / 4, (long) CALLS);
    }
  }

  private void killWhileItAsks(String url, List<Process> running) throws Exception {
    Process first = ApprovalWorker.start(url, "pay", CALLS);
    running.add(first);
    assertThat(ApprovalWorker.line(first)).isEqualTo("ready");
    LockSupport.parkNanos(random.nextInt(100_000_000));
    first.toHandle().destroyForcibly();
  }

  /** Something that is so, or not yet. */
  private interface Check {
    boolean holds();
  }

  /** Says yes once to each call, and no to whoever asks for it again. */
  private static void approveUntil(
      Governor reviewers, Set<String> approved, Check enough, Process process) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!enough.holds() && process.isAlive() && System.nanoTime() < end) {
      for (ApprovalRequest request : reviewers.approvals().pending()) {
        try {
          if (approved.add(request.arguments())) {
            reviewers.approvals().approve(request.id(), ApprovalWorker.BOSS, "once");
          } else {
            reviewers.approvals().reject(request.id(), ApprovalWorker.BOSS, "it was approved");
          }
        } catch (GovernanceException e) {
          throw new AssertionError("a pending request could not be decided", e);
        }
        if (enough.holds()) {
          return;
        }
      }
    }
  }

  private static long effects(HikariDataSource source) {
    return number(source, "select count(*) from effects");
  }

  private static long number(HikariDataSource source, String sql) {
    return TestDatabase.number(source, sql);
  }
}
