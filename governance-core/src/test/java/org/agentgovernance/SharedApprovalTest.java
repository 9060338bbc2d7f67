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
import org.agentgovernance.approval.ApprovalEntry;
import org.agentgovernance.approval.ApprovalKey;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Governors that share a store of requests, and what happens when it fails. */
class SharedApprovalTest {
  private static final Map<String, Object> SMALL = Map.of("account", "A-1", "amount", 10);
  private static final Map<String, Object> LARGE = Map.of("account", "A-1", "amount", 4000);
  private static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));
  private static final Subject OTHER = Subject.of("other").withRoles(List.of("supervisor"));

  private final FaultyApprovalStore store = new FaultyApprovalStore();

  private Scene scene() {
    return new Scene(Mode.SYNC, Manifests.bankWith("budgets", "[]"), b -> b.approvals(store));
  }

  private static CallResult refund(Scene scene, Map<String, Object> arguments) {
    return scene
        .governor
        .session(Users.of("u1"))
        .task("support")
        .id("s-1")
        .open()
        .call("refund", arguments);
  }

  private static PendingCall pending(CallResult result) {
    return result.pending().orElseThrow(() -> new AssertionError(result.forOperator()));
  }

  private static CallResult finished(PendingCall pending) {
    return pending.completion().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static List<String> steps(Scene scene) {
    return scene.records("approval").stream()
        .map(record -> (Map<?, ?>) record.get("approval"))
        .map(
            step ->
                step.get("state")
                    + (step.containsKey("approver") ? " " + step.get("approver") : ""))
        .toList();
  }

  @Test
  void aPersonAtOneGovernorDecidesAboutACallOfAnother() {
    try (Scene here = scene();
        Scene there = scene()) {
      PendingCall pending = pending(refund(here, SMALL));
      String id = pending.request().id();
      assertThat(there.governor.approvals().pending())
          .extracting(ApprovalRequest::id)
          .containsExactly(id);
      assertThat(there.governor.approvals().approve(id, BOSS, "ok"))
          .isEqualTo(ApprovalState.APPROVED);
      assertThat(finished(pending).executed()).isTrue();
      assertThat(here.ran).containsExactly("refund");
      assertThat(there.ran).isEmpty();
      assertThat(steps(here)).containsExactly("requested", "approved boss", "consumed");
      assertThat(steps(there)).containsExactly("approved boss");
      assertThat(there.records("approval").get(0).get("call"))
          .as("under the call's id in the other log")
          .isEqualTo(here.records("approval").get(0).get("call"));
    }
  }

  /** A call that asks a store which does not answer until it is told to. */
  private CompletableFuture<CallResult> asksSlowly(Scene here) {
    store.answersAfter = new CountDownLatch(1);
    Session session = here.governor.session(Users.of("u1")).task("support").open();
    return session.callAsync("refund", SMALL).toCompletableFuture();
  }

  @Test
  @Timeout(60)
  void anAsynchronousCallerDoesNotWaitForAStoreThatIsSlow() throws Exception {
    try (Scene here = scene()) {
      CompletableFuture<CallResult> call = asksSlowly(here);
      assertThat(call).isNotDone();
      store.answersAfter.countDown();
      while (here.governor.approvals().pending().isEmpty()) {
        Thread.onSpinWait();
      }
      String id = here.governor.approvals().pending().get(0).id();
      here.governor.approvals().approve(id, BOSS, "ok");
      assertThat(call.get(20, TimeUnit.SECONDS).executed()).isTrue();
    }
  }

  @Test
  @Timeout(60)
  void anAsynchronousCallThatIsTakenBackBeforeItCouldAskLeavesNoRequest() throws Exception {
    try (Scene here = scene()) {
      CompletableFuture<CallResult> call = asksSlowly(here);
      assertThat(call.cancel(true)).isTrue();
      store.answersAfter.countDown();
      while (here.records("decision").stream()
          .noneMatch(record -> "approval.expired".equals(record.get("code")))) {
        Thread.onSpinWait();
      }
      assertThat(here.governor.approvals().pending()).isEmpty();
      assertThat(here.ran).isEmpty();
    }
  }

  @Test
  void inASignedStoreAGovernorWithoutTheKeyApprovesNothing() {
    ApprovalKey key = ApprovalKey.of(new byte[32]);
    Manifest manifest = Manifests.bankWith("budgets", "[]");
    try (Scene here =
            new Scene(Mode.SYNC, manifest, b -> b.approvals(ApprovalStore.signed(store, key)));
        Scene there =
            new Scene(Mode.SYNC, manifest, b -> b.approvals(ApprovalStore.signed(store, key)));
        Scene forger = scene()) {
      PendingCall pending = pending(refund(here, SMALL));
      String id = pending.request().id();
      assertThat(forger.governor.approvals().approve(id, BOSS, "forged"))
          .as("whoever can write to the store can write this")
          .isEqualTo(ApprovalState.APPROVED);
      assertThat(pending.completion().toCompletableFuture()).isNotDone();
      assertThat(there.governor.approvals().pending()).isEmpty();
      assertThatThrownBy(() -> there.governor.approvals().approve(id, BOSS, "ok"))
          .isInstanceOf(GovernanceException.class);
      here.clock.advance(Duration.ofHours(1));
      there.clock.advance(Duration.ofHours(1));
      assertThat(here.governor.approvals().pending()).isEmpty();
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
      assertThat(here.ran).isEmpty();
      PendingCall again = pending(refund(here, LARGE));
      there.governor.approvals().approve(again.request().id(), BOSS, "ok");
      there.governor.approvals().approve(again.request().id(), OTHER, "ok");
      assertThat(finished(again).executed()).isTrue();
    }
  }

  @Test
  void aQuorumIsReachedWithOneVoteAtEachGovernor() {
    try (Scene here = scene();
        Scene there = scene()) {
      PendingCall pending = pending(refund(here, LARGE));
      String id = pending.request().id();
      assertThat(here.governor.approvals().approve(id, BOSS, "1")).isEqualTo(ApprovalState.PENDING);
      assertThat(there.governor.approvals().approve(id, BOSS, "2"))
          .as("the same person at the other one")
          .isEqualTo(ApprovalState.PENDING);
      assertThat(there.governor.approvals().approvers(id))
          .extracting(Subject::id)
          .containsExactly("boss");
      assertThat(there.governor.approvals().approve(id, OTHER, "3"))
          .isEqualTo(ApprovalState.APPROVED);
      assertThat(finished(pending).executed()).isTrue();
      assertThat(steps(here))
          .containsExactly("requested", "approved boss", "approved other", "consumed");
      assertThat(steps(there)).containsExactly("approved other");
    }
  }

  @Test
  void theRequesterCannotApproveAtTheOtherGovernorEither() {
    try (Scene here = scene();
        Scene there = scene()) {
      String id = pending(refund(here, LARGE)).request().id();
      Subject self = Subject.of("u1").withRoles(List.of("supervisor"));
      for (Subject who : List.of(self, Subject.of("stranger"), Subject.anonymous())) {
        assertThatThrownBy(() -> there.governor.approvals().approve(id, who, "me"))
            .isInstanceOf(GovernanceException.class);
      }
      assertThat(steps(there)).isEmpty();
      assertThat(there.governor.approvals().pending()).hasSize(1);
    }
  }

  @Test
  void aRejectionElsewhereEndsTheCall() {
    try (Scene here = scene();
        Scene there = scene()) {
      PendingCall pending = pending(refund(here, SMALL));
      there.governor.approvals().reject(pending.request().id(), BOSS, "no");
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.APPROVAL_REJECTED);
      assertThat(steps(here)).containsExactly("requested", "rejected boss");
    }
  }

  @Test
  void theSameCallAtTwoGovernorsIsAskedOnceAndRunsOnce() {
    for (int round = 0; round < 20; round++) {
      try (Scene here = scene();
          Scene there = scene()) {
        PendingCall one = pending(refund(here, SMALL));
        PendingCall two = pending(refund(there, SMALL));
        assertThat(two.request().id()).isEqualTo(one.request().id());
        here.governor.approvals().approve(one.request().id(), BOSS, "ok");
        List<CallResult> both = List.of(finished(one), finished(two));
        assertThat(here.ran.size() + there.ran.size()).isEqualTo(1);
        assertThat(both.stream().filter(CallResult::executed)).hasSize(1);
        assertThat(both.stream().filter(result -> !result.executed()).map(CallResult::code))
            .containsExactly(ReasonCode.APPROVAL_CONSUMED);
      }
    }
  }

  @Test
  void manyCallersOfOneCallAtSeveralGovernorsRunItOnceForEachApproval() throws Exception {
    List<Scene> scenes = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        scenes.add(scene());
      }
      List<PendingCall> calls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        for (Scene each : scenes) {
          calls.add(pending(refund(each, SMALL)));
        }
      }
      List<String> ids = calls.stream().map(call -> call.request().id()).distinct().toList();
      assertThat(ids)
          .as("one request for each call of a governor, shared with the others")
          .hasSize(5);
      Race.run(
          4,
          () -> {
            for (String id : ids) {
              try {
                scenes.get(0).governor.approvals().approve(id, BOSS, "ok");
              } catch (GovernanceException e) {
                // used already
              }
            }
            return true;
          });
      calls.forEach(SharedApprovalTest::finished);
      assertThat(scenes.stream().mapToInt(scene -> scene.ran.size()).sum()).isEqualTo(5);
    } finally {
      scenes.forEach(Scene::close);
    }
  }

  @Test
  void anApprovalThatNobodyToldOfIsSeenBeforeTheRequestRunsOut() {
    store.tellsNothing = true;
    try (Scene here = scene();
        Scene there = scene()) {
      PendingCall pending = pending(refund(here, SMALL));
      there.clock.advance(Duration.ofMinutes(29));
      there.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(pending.completion().toCompletableFuture()).isNotDone();
      here.clock.advance(Duration.ofMinutes(31));
      assertThat(here.governor.approvals().pending()).isEmpty();
      assertThat(finished(pending).executed()).isTrue();
      assertThat(steps(here)).containsExactly("requested", "approved boss", "consumed");
    }
  }

  @Test
  void whatNobodyDecidedRunsOutAtEachGovernorAndInTheStore() {
    try (Scene here = scene();
        Scene there = scene()) {
      PendingCall one = pending(refund(here, SMALL));
      PendingCall two = pending(refund(there, SMALL));
      here.clock.advance(Duration.ofMinutes(31));
      assertThat(here.governor.approvals().pending()).isEmpty();
      assertThat(finished(one).code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
      assertThat(finished(two).code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
      assertThat(store.open()).isEmpty();
    }
  }

  @Test
  void closingOneGovernorLeavesTheRequestForAnother() {
    try (Scene there = scene()) {
      PendingCall pending;
      try (Scene here = scene()) {
        pending = pending(refund(here, SMALL));
      }
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      there.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending(refund(there, SMALL))).executed()).isTrue();
    }
  }

  @Test
  void nobodyIsAskedWhileTheStoreIsAwayAndTheNextCallWorks() {
    try (Scene scene = scene()) {
      store.away = true;
      CallResult denied = refund(scene, SMALL);
      assertThat(denied.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      assertThat(denied.forOperator() + denied.forModel()).doesNotContain("secret", "A-1");
      assertThatThrownBy(() -> scene.governor.approvals().pending())
          .isInstanceOfSatisfying(
              GovernanceException.class,
              e -> assertThat(e.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE))
          .hasMessageNotContaining("secret");
      store.away = false;
      PendingCall pending = pending(refund(scene, SMALL));
      scene.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending).executed()).isTrue();
      assertThat(scene.ran).hasSize(1);
    }
  }

  @Test
  void anApprovalThatCouldNotBeUsedForWantOfTheStoreIsNotLost() {
    try (Scene here = scene();
        Scene there = scene()) {
      // The store goes away between the vote and its use: before anybody is told of the vote.
      store.watch(
          new ApprovalStore.Watcher() {
            @Override
            public Map<String, Long> awaited() {
              return Map.of();
            }

            @Override
            public void changed(ApprovalEntry entry) {
              store.away = entry.state() == ApprovalState.APPROVED;
            }
          });
      PendingCall pending = pending(refund(here, SMALL));
      there.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      CallResult denied = finished(pending);
      assertThat(denied.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      assertThat(here.ran).isEmpty();
      store.away = false;
      CallResult again = finished(pending(refund(here, SMALL)));
      assertThat(again.executed()).as(again.forOperator()).isTrue();
      assertThat(here.ran).hasSize(1);
    }
  }

  @Test
  void aUseOfWhichNobodyKnowsTheEndRunsNothingAndIsNotUsedAgain() {
    try (Scene scene = scene()) {
      PendingCall pending = pending(refund(scene, SMALL));
      store.losesTheAnswerToAUse = true;
      scene.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      store.losesTheAnswerToAUse = false;
      PendingCall again = pending(refund(scene, SMALL));
      assertThat(again.request().id()).isNotEqualTo(pending.request().id());
      assertThat(scene.ran).isEmpty();
    }
  }

  @Test
  void aVoteThatItsHolderCannotRecordRunsNothingAndIsNotLost() {
    FaultyTrail trail = new FaultyTrail();
    try (Scene there = scene();
        Governor holder =
            Governor.of(Manifests.bankWith("budgets", "[]"))
                .clock(there.clock)
                .audit(trail)
                .approvals(store)
                .tool("refund", args -> there.ran("refund", "paid"))
                .open()) {
      Session session = holder.session(Users.of("u1")).task("support").id("s-1").open();
      PendingCall pending = pending(session.call("refund", SMALL));
      trail.fault = FaultyTrail.Fault.FULL;
      there.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending).executed()).isFalse();
      assertThat(there.ran).isEmpty();
      trail.fault = FaultyTrail.Fault.NONE;
      assertThat(finished(pending(session.call("refund", SMALL))).executed()).isTrue();
      assertThat(trail.lines())
          .filteredOn(line -> line.contains("\"state\":\"approved\""))
          .as("the yes is on record where the call ran")
          .hasSize(1);
      there.ran.clear();
    }
  }

  @Test
  void aVoteThatCannotBeRecordedWhereItIsGivenDoesNotCount() {
    FaultyTrail trail = new FaultyTrail();
    try (Scene here = scene();
        Governor reviewers =
            Governor.of(Manifests.bank()).audit(trail).approvals(store).clock(here.clock).open()) {
      PendingCall pending = pending(refund(here, SMALL));
      trail.fault = FaultyTrail.Fault.FULL;
      assertThatThrownBy(() -> reviewers.approvals().approve(pending.request().id(), BOSS, "ok"))
          .isInstanceOfSatisfying(
              GovernanceException.class,
              e -> assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE));
      assertThat(here.governor.approvals().approvers(pending.request().id())).isEmpty();
    }
  }

  @Test
  void aGovernorThatOnlyReviewsNeedsNoToolsAndNoSessions() {
    try (Scene here = scene();
        Governor reviewers =
            Governor.of(Manifests.bank())
                .audit(AuditLog.inMemory())
                .clock(here.clock)
                .approvals(store)
                .open()) {
      PendingCall pending = pending(refund(here, SMALL));
      reviewers.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending).executed()).isTrue();
    }
  }
}
