package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.PendingCall;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People decide in one process about the calls of another, over one PostgreSQL. */
class FleetApprovalTest {
  private final String url = TestDatabase.postgresUrl();
  private final HikariDataSource source = TestDatabase.pool(url);
  private final GovernanceDatabase here = GovernanceDatabase.on(source).open();
  private final GovernanceDatabase there = GovernanceDatabase.on(source).open();
  private final InMemoryAuditTrail hereTrail = AuditLog.inMemory();
  private final InMemoryAuditTrail thereTrail = AuditLog.inMemory();

  @BeforeEach
  void prepare() throws SQLException {
    here.migrate();
    execute("create table effects (id serial primary key, n bigint not null)");
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
    source.close();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long effects() {
    return TestDatabase.number(source, "select count(*) from effects");
  }

  private Governor holder() {
    return ApprovalWorker.governor(here, source, hereTrail);
  }

  private Governor reviewers() {
    return ApprovalWorker.governor(there, source, thereTrail);
  }

  private static PendingCall pending(CallResult result) {
    return result.pending().orElseThrow(() -> new AssertionError(result.forOperator()));
  }

  private static CallResult finished(PendingCall pending) {
    return pending.completion().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static List<ApprovalRequest> awaitPending(Governor governor, int count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    List<ApprovalRequest> found = governor.approvals().pending();
    while (found.size() < count && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      found = governor.approvals().pending();
    }
    assertThat(found).hasSize(count);
    return found;
  }

  @Test
  void anApprovalThereLetsTheCallHereRun() {
    try (Governor holder = holder();
        Governor reviewers = reviewers()) {
      PendingCall pending = pending(ApprovalWorker.propose(holder, "pay", 1));
      ApprovalRequest seen = reviewers.approvals().pending().get(0);
      assertThat(seen.id()).isEqualTo(pending.request().id());
      assertThat(seen.arguments()).isEqualTo("{\"n\":1}");
      reviewers.approvals().approve(seen.id(), ApprovalWorker.BOSS, "ok");
      assertThat(finished(pending).executed()).isTrue();
      assertThat(effects()).isEqualTo(1);
    }
    assertThat(hereTrail.lines()).anyMatch(line -> line.contains("\"state\":\"approved\""));
    assertThat(thereTrail.lines()).anyMatch(line -> line.contains("\"state\":\"approved\""));
  }

  @Test
  void aRejectionThereEndsTheCallHere() {
    try (Governor holder = holder();
        Governor reviewers = reviewers()) {
      PendingCall pending = pending(ApprovalWorker.propose(holder, "pay", 1));
      reviewers.approvals().reject(pending.request().id(), ApprovalWorker.BOSS, "no");
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.APPROVAL_REJECTED);
      assertThat(effects()).isZero();
    }
  }

  @Test
  void aQuorumIsReachedWithOneVoteInEachProcess() throws Exception {
    Process worker = ApprovalWorker.start(url, "pay.much", 1);
    try (Governor reviewers = reviewers()) {
      assertThat(ApprovalWorker.line(worker)).isEqualTo("ready");
      assertThat(ApprovalWorker.line(worker)).isEqualTo("asked");
      String id = awaitPending(reviewers, 1).get(0).id();
      assertThat(reviewers.approvals().approvers(id))
          .extracting(Subject::id)
          .containsExactly("boss");
      assertThat(reviewers.approvals().approve(id, ApprovalWorker.BOSS, "the same person"))
          .isEqualTo(ApprovalState.PENDING);
      assertThat(effects()).isZero();
      assertThat(reviewers.approvals().approve(id, ApprovalWorker.CHIEF, "the second"))
          .isEqualTo(ApprovalState.APPROVED);
      assertThat(ApprovalWorker.line(worker)).isEqualTo("ran 1");
      assertThat(worker.waitFor()).isZero();
      assertThat(effects()).isEqualTo(1);
    } finally {
      worker.destroyForcibly();
    }
  }

  @Test
  void aProcessThatWasKilledLeavesItsRequestAndTheNextOneRunsTheCallOnce() throws Exception {
    Process worker = ApprovalWorker.start(url, "pay", 1);
    assertThat(ApprovalWorker.line(worker)).isEqualTo("ready");
    assertThat(ApprovalWorker.line(worker)).isEqualTo("asked");
    worker.destroyForcibly().waitFor();
    try (Governor reviewers = reviewers()) {
      String id = awaitPending(reviewers, 1).get(0).id();
      assertThat(reviewers.approvals().approve(id, ApprovalWorker.BOSS, "ok"))
          .isEqualTo(ApprovalState.APPROVED);
    }
    Process next = ApprovalWorker.start(url, "pay", 1);
    try {
      assertThat(ApprovalWorker.line(next)).isEqualTo("ready");
      assertThat(ApprovalWorker.line(next)).isEqualTo("asked");
      assertThat(ApprovalWorker.line(next)).isEqualTo("ran 1");
      assertThat(effects()).isEqualTo(1);
    } finally {
      next.destroyForcibly();
    }
  }

  @Test
  void theRequesterCannotApproveInAnotherProcess() {
    try (Governor holder = holder();
        Governor reviewers = reviewers()) {
      String id = pending(ApprovalWorker.propose(holder, "pay", 1)).request().id();
      Subject self = new Subject("ann", "test", ApprovalWorker.BOSS.roles(), java.util.Map.of());
      assertThatThrownBy(() -> reviewers.approvals().approve(id, self, "me"))
          .isInstanceOf(GovernanceException.class);
      assertThat(thereTrail.lines()).noneMatch(line -> line.contains("\"kind\":\"approval\""));
    }
  }

  @Test
  void aRowThatSomebodyHasChangedRunsNothing() throws Exception {
    try (Governor holder = holder();
        Governor reviewers = reviewers()) {
      PendingCall pending = pending(ApprovalWorker.propose(holder, "pay", 1));
      String id = pending.request().id();
      for (String forged :
          List.of(
              "state = 'approved', version = 2",
              "state = 'approved', version = 2, entry = replace(replace(entry, 'pending',"
                  + " 'approved'), '\"version\":1', '\"version\":2')",
              "entry = replace(entry, '\\\"n\\\":1', '\\\"n\\\":2')")) {
        execute("update agentgov_approval set " + forged);
        assertThatThrownBy(() -> reviewers.approvals().approve(id, ApprovalWorker.BOSS, "ok"))
            .as(forged)
            .isInstanceOf(GovernanceException.class);
        assertThat(reviewers.approvals().pending()).as(forged).isEmpty();
      }
      assertThat(pending.completion().toCompletableFuture()).isNotDone();
      assertThat(effects()).isZero();
    }
  }

  @Test
  void scopesKeepTheirRequestsApart() {
    try (Governor holder = holder();
        Governor others =
            Governor.of(ApprovalWorker.manifest())
                .audit(AuditLog.inMemory())
                .approvals(there.approvals("other"))
                .open()) {
      String id = pending(ApprovalWorker.propose(holder, "pay", 1)).request().id();
      assertThat(others.approvals().pending()).isEmpty();
      assertThatThrownBy(() -> others.approvals().approve(id, ApprovalWorker.BOSS, "ok"))
          .isInstanceOf(GovernanceException.class);
    }
  }

  @Test
  void nothingRunsWhileTheTableIsAwayAndTheNextCallWorks() throws Exception {
    try (Governor holder = holder();
        Governor reviewers = reviewers()) {
      PendingCall waits = pending(ApprovalWorker.propose(holder, "pay", 1));
      execute("alter table agentgov_approval rename to away");
      CallResult denied = ApprovalWorker.propose(holder, "pay", 2);
      assertThat(denied.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      assertThat(denied.forOperator()).doesNotContain("\"n\"");
      assertThatThrownBy(() -> reviewers.approvals().pending())
          .isInstanceOf(GovernanceException.class);
      execute("alter table away rename to agentgov_approval");
      PendingCall next = pending(ApprovalWorker.propose(holder, "pay", 2));
      for (PendingCall each : List.of(waits, next)) {
        reviewers.approvals().approve(each.request().id(), ApprovalWorker.BOSS, "ok");
        assertThat(finished(each).executed()).isTrue();
      }
      assertThat(effects()).isEqualTo(2);
    }
  }
}
