package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;

class ApprovalFlowTest {
  private static final Map<String, Object> SMALL = Map.of("account", "A-1", "amount", 10);
  private static final Map<String, Object> LARGE = Map.of("account", "A-1", "amount", 4000);
  private static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));
  private static final Subject OTHER = Subject.of("other").withRoles(List.of("supervisor"));

  private static CallResult finished(PendingCall pending) {
    return pending.completion().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void anIrreversibleToolIsConfirmedWhateverRulePermitsIt() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      CallResult result = scene.support().call("refund", SMALL);
      assertThat(result.verdict()).isEqualTo(Verdict.APPROVE);
      assertThat(result.code()).isEqualTo(ReasonCode.PERMISSION_CONFIRM);
      assertThat(result.executed()).isFalse();
      assertThat(result.forModel()).startsWith("Not executed yet: ").contains("Do not repeat");
      assertThat(scene.ran).isEmpty();
    }
  }

  @Test
  void runsOnceApprovedAndOnlyOnce() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      PendingCall pending = scene.support().call("refund", SMALL).pending().orElseThrow();
      ApprovalRequest request = pending.request();
      assertThat(request.arguments()).isEqualTo("{\"account\":\"A-1\",\"amount\":10}");
      assertThat(scene.governor.approvals().approve(request.id(), BOSS, "ok"))
          .isEqualTo(ApprovalState.APPROVED);

      CallResult result = finished(pending);
      assertThat(result.executed()).isTrue();
      assertThat(result.verdict()).isEqualTo(Verdict.APPROVE);
      assertThat(result.forModel()).isEqualTo("{\"paid\":10}");
      assertThatThrownBy(() -> scene.governor.approvals().approve(request.id(), BOSS, "again"))
          .isInstanceOf(GovernanceException.class);
      assertThat(scene.ran).containsExactly("refund");
      assertThat(scene.records("approval"))
          .extracting(record -> String.valueOf(((Map<?, ?>) record.get("approval")).get("state")))
          .containsExactly("requested", "approved", "consumed");
    }
  }

  @Test
  void theApprovedArgumentsAreTheOnesThatRun() {
    List<String> ran = new ArrayList<>();
    try (Scene scene =
        new Scene(
            Mode.SYNC,
            Manifests.bank(),
            b ->
                b.tool(
                    "refund",
                    args -> {
                      ran.add(args.json());
                      return "ok";
                    }))) {
      PendingCall pending = scene.support().call("refund", SMALL).pending().orElseThrow();
      scene.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      finished(pending);
      assertThat(ran).containsExactly(pending.request().arguments());
    }
  }

  @Test
  void needsAsManyDifferentPeopleAsTheQuorumSays() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      PendingCall pending = scene.support().call("refund", LARGE).pending().orElseThrow();
      String id = pending.request().id();
      assertThat(scene.governor.approvals().approve(id, BOSS, "1"))
          .isEqualTo(ApprovalState.PENDING);
      assertThat(scene.governor.approvals().approve(id, BOSS, "2"))
          .isEqualTo(ApprovalState.PENDING);
      assertThat(scene.governor.approvals().approve(id, OTHER, "3"))
          .isEqualTo(ApprovalState.APPROVED);
      assertThat(finished(pending).executed()).isTrue();
    }
  }

  @Test
  void theRequesterAStrangerAndTheAnonymousCannotApprove() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      Subject self = Subject.of("u1").withRoles(List.of("supervisor"));
      PendingCall pending = scene.support().call("refund", LARGE).pending().orElseThrow();
      for (Subject who : List.of(self, Subject.of("stranger"), Subject.anonymous())) {
        assertThatThrownBy(
                () -> scene.governor.approvals().approve(pending.request().id(), who, "me"))
            .isInstanceOf(GovernanceException.class);
      }
      assertThat(scene.governor.approvals().pending()).hasSize(1);
    }
  }

  @Test
  void aRejectionEndsTheCall() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      PendingCall pending = scene.support().call("refund", SMALL).pending().orElseThrow();
      scene.governor.approvals().reject(pending.request().id(), BOSS, "no");
      CallResult result = finished(pending);
      assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_REJECTED);
      assertThat(result.executed()).isFalse();
      assertThat(scene.ran).isEmpty();
    }
  }

  @Test
  void aRequestRunsOut() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      PendingCall pending = scene.support().call("refund", LARGE).pending().orElseThrow();
      scene.clock.advance(Duration.ofMinutes(11));
      assertThat(scene.governor.approvals().pending()).isEmpty();
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
    }
  }

  @Test
  void aWithdrawnRequestEndsTheCall() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      PendingCall pending = scene.support().call("refund", LARGE).pending().orElseThrow();
      pending.withdraw();
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
    }
  }

  @Test
  void everythingIsCheckedAgainAfterTheWait() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      Session session = scene.support();
      PendingCall pending = session.call("refund", SMALL).pending().orElseThrow();
      // Meanwhile the day's writes are used up by others.
      for (int i = 0; i < 5; i++) {
        scene.clock.advance(Duration.ofSeconds(2));
        Session other = scene.governor.session(Users.of("u" + i + 5)).task("support").open();
        assertThat(other.call("note.add", Map.of("n", i)).succeeded()).isTrue();
      }
      scene.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(scene.ran).doesNotContain("refund");
    }
  }

  @Test
  void nobodyIsAskedForACallThatCannotRun() {
    try (Scene scene =
        new Scene(
            Mode.SYNC,
            Manifests.bankWith(
                "budgets",
                "[{\"id\":\"one\",\"per\":[\"agent\"],\"unit\":\"calls\",\"limit\":\"1\"}]"),
            b -> b)) {
      Session session = scene.support();
      session.call("account.read", Map.of("account", "A"));
      assertThat(session.call("refund", SMALL).code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(scene.governor.approvals().pending()).isEmpty();
    }
  }

  @Test
  void twoCallsNeverShareOneApproval() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      Session session = scene.support();
      PendingCall first = session.call("refund", SMALL).pending().orElseThrow();
      PendingCall second = session.call("refund", SMALL).pending().orElseThrow();
      assertThat(first.request().id()).isNotEqualTo(second.request().id());
      assertThat(first.request().digest()).isNotEqualTo(second.request().digest());
      scene.governor.approvals().approve(first.request().id(), BOSS, "ok");
      assertThat(finished(first).executed()).isTrue();
      assertThat(scene.governor.approvals().pending()).hasSize(1);
      assertThat(scene.ran).hasSize(1);
    }
  }

  @Test
  void anAsynchronousCallWaitsForThePersonWithoutAThread() throws Exception {
    List<ApprovalRequest> asked = new ArrayList<>();
    CountDownLatch told = new CountDownLatch(1);
    try (Scene scene =
        new Scene(
            Mode.ASYNC,
            Manifests.bank(),
            b ->
                b.approvalChannel(
                    request -> {
                      asked.add(request);
                      told.countDown();
                    }))) {
      CompletableFuture<CallResult> future =
          scene.support().callAsync("refund", SMALL).toCompletableFuture();
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(future).isNotDone();
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> thread.getName().startsWith("governance-"))
          .allMatch(thread -> thread.getState() != Thread.State.BLOCKED);
      scene.governor.approvals().approve(asked.get(0).id(), BOSS, "ok");
      assertThat(future.get(20, TimeUnit.SECONDS).executed()).isTrue();
    }
  }

  @Test
  void aThousandWaitingCallsHoldNoThread() {
    try (Scene scene = new Scene(Mode.ASYNC, Manifests.bankWith("budgets", "[]"), b -> b)) {
      int before = Thread.activeCount();
      List<CompletableFuture<CallResult>> waiting = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        waiting.add(
            scene
                .support()
                .callAsync("refund", Map.of("account", "A" + i, "amount", 10))
                .toCompletableFuture());
      }
      assertThat(scene.governor.approvals().pending()).hasSize(1000);
      assertThat(Thread.activeCount() - before).isLessThan(10);
      scene
          .governor
          .approvals()
          .pending()
          .forEach(request -> scene.governor.approvals().approve(request.id(), BOSS, "ok"));
      waiting.forEach(
          future -> assertThat(future.orTimeout(30, TimeUnit.SECONDS).join().executed()).isTrue());
      assertThat(scene.ran).hasSize(1000);
    }
  }

  @Test
  void aChannelThatFailsDeniesTheCall() {
    try (Scene scene =
        new Scene(
            Mode.SYNC,
            Manifests.bank(),
            b ->
                b.approvalChannel(
                    request -> {
                      throw new IllegalStateException("secret host");
                    }))) {
      CallResult result = scene.support().call("refund", SMALL);
      assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      assertThat(result.forOperator()).doesNotContain("secret host");
      assertThat(scene.governor.approvals().pending()).isEmpty();
    }
  }

  @Test
  void racingApproversLeadToOneRun() throws Exception {
    for (int round = 0; round < 50; round++) {
      try (Scene scene = new Scene(Mode.SYNC)) {
        PendingCall pending = scene.support().call("refund", SMALL).pending().orElseThrow();
        String id = pending.request().id();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Subject who = Subject.of("boss" + i);
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      go.await();
                      scene.governor.approvals().approve(id, who, "race");
                    } catch (InterruptedException | GovernanceException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
          thread.start();
          threads.add(thread);
        }
        go.countDown();
        for (Thread thread : threads) {
          thread.join();
        }
        assertThat(finished(pending).executed()).isTrue();
        assertThat(scene.ran).hasSize(1);
      }
    }
  }
}
