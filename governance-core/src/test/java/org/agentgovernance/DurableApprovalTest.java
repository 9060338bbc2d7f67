package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.FileApprovalStore;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands of a request when the process that made it is gone. */
class DurableApprovalTest {
  private static final Map<String, Object> SMALL = Map.of("account", "A-1", "amount", 10);
  private static final Map<String, Object> LARGE = Map.of("account", "A-1", "amount", 4000);
  private static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));
  private static final Subject OTHER = Subject.of("other").withRoles(List.of("supervisor"));

  @TempDir Path temp;
  private final AtomicBoolean doubt = new AtomicBoolean();

  /** One life of the process: a governor on the store in the directory. */
  private final class Life implements AutoCloseable {
    final FileApprovalStore store = FileApprovalStore.open(temp.resolve("approvals"));
    final Scene scene;

    Life() {
      this(Manifests.bank());
    }

    Life(Manifest manifest) {
      this.scene =
          new Scene(Mode.SYNC, manifest, b -> b.approvals(store).interceptor(new Doubting()));
    }

    Session session(String id) {
      return scene.governor.session(Users.of("u1")).task("support").id(id).open();
    }

    CallResult refund(Map<String, Object> arguments) {
      return session("s-1").call("refund", arguments);
    }

    List<String> steps() {
      return scene.records("approval").stream()
          .map(record -> String.valueOf(((Map<?, ?>) record.get("approval")).get("state")))
          .toList();
    }

    @Override
    public void close() {
      scene.close();
      store.close();
    }
  }

  private final class Doubting implements Interceptor {
    @Override
    public String id() {
      return "custom";
    }

    @Override
    public Decision check(ToolCall call, CallContext context) {
      return doubt.get()
          ? new RequireApproval(
              ReasonCode.of("custom.doubt"), "custom", null, "default", "doubt about it", "Wait.")
          : Permit.by("custom");
    }
  }

  private static PendingCall pending(CallResult result) {
    return result.pending().orElseThrow(() -> new AssertionError(result.forOperator()));
  }

  private static CallResult finished(PendingCall pending) {
    return pending.completion().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private ApprovalRequest askedBeforeARestart(Map<String, Object> arguments) {
    PendingCall pending;
    try (Life before = new Life()) {
      pending = pending(before.refund(arguments));
    }
    CallResult result = finished(pending);
    assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
    assertThat(result.executed()).isFalse();
    return pending.request();
  }

  @Test
  void aRestartKeepsWhatWaitsAndTheSameCallTakesItUp() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life after = new Life()) {
      assertThat(after.scene.governor.approvals().pending())
          .extracting(ApprovalRequest::id, ApprovalRequest::arguments, ApprovalRequest::reason)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(asked.id(), asked.arguments(), asked.reason()));
      PendingCall again = pending(after.refund(SMALL));
      assertThat(again.request().id()).isEqualTo(asked.id());
      assertThat(after.scene.governor.approvals().approve(asked.id(), BOSS, "ok"))
          .isEqualTo(ApprovalState.APPROVED);
      assertThat(finished(again).executed()).isTrue();
      assertThat(after.scene.ran).containsExactly("refund");
      assertThat(after.steps()).containsExactly("resumed", "approved", "consumed");
    }
  }

  @Test
  void anApprovalThatWasGivenWhileNobodyHeldTheCallAnswersItOnce() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life between = new Life()) {
      assertThat(between.scene.governor.approvals().approve(asked.id(), BOSS, "ok"))
          .isEqualTo(ApprovalState.APPROVED);
      assertThat(between.scene.governor.approvals().pending()).isEmpty();
      assertThat(between.steps()).as("recorded where it was given").containsExactly("approved");
    }
    try (Life after = new Life()) {
      CallResult result = finished(pending(after.refund(SMALL)));
      assertThat(result.executed()).as(result.forOperator()).isTrue();
      assertThat(after.steps()).containsExactly("resumed", "approved", "consumed");
      PendingCall second = pending(after.refund(SMALL));
      assertThat(second.request().id()).isNotEqualTo(asked.id());
      assertThat(after.scene.ran).hasSize(1);
    }
    try (Life later = new Life()) {
      assertThat(later.scene.governor.approvals().pending())
          .as("what was used does not come back")
          .extracting(ApprovalRequest::id)
          .doesNotContain(asked.id())
          .hasSize(1);
    }
  }

  @Test
  void votesOfBeforeAndAfterARestartAreCountedTogether() {
    ApprovalRequest asked;
    try (Life before = new Life()) {
      asked = pending(before.refund(LARGE)).request();
      assertThat(before.scene.governor.approvals().approve(asked.id(), BOSS, "one"))
          .isEqualTo(ApprovalState.PENDING);
    }
    try (Life after = new Life()) {
      PendingCall again = pending(after.refund(LARGE));
      assertThat(again.request().id()).isEqualTo(asked.id());
      assertThat(after.scene.governor.approvals().approvers(asked.id()))
          .extracting(Subject::id)
          .containsExactly("boss");
      assertThat(after.scene.governor.approvals().approve(asked.id(), BOSS, "one again"))
          .isEqualTo(ApprovalState.PENDING);
      assertThat(after.scene.governor.approvals().approve(asked.id(), OTHER, "two"))
          .isEqualTo(ApprovalState.APPROVED);
      assertThat(finished(again).executed()).isTrue();
      assertThat(after.steps()).containsExactly("resumed", "approved", "approved", "consumed");
    }
  }

  @Test
  void onlyTheVeryCallTakesTheRequestUp() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    ToolCall same = ToolCall.builder("refund").arguments(SMALL).build();
    try (Life after = new Life()) {
      Governor governor = after.scene.governor;
      List<CallResult> others = new ArrayList<>();
      others.add(after.refund(Map.of("account", "A-1", "amount", 11)));
      others.add(after.session("s-2").call(same));
      others.add(governor.session(Users.of("u2")).task("support").id("s-1").open().call(same));
      others.add(
          governor
              .session(Users.of(new Subject("u1", "elsewhere", java.util.Set.of(), Map.of())))
              .task("support")
              .id("s-1")
              .open()
              .call(same));
      others.add(
          governor
              .session(Users.of("u1"))
              .task("support")
              .id("s-1")
              .instance("pod-2")
              .open()
              .call(same));
      ToolCall otherWords =
          ToolCall.builder("refund").arguments(SMALL).rationale("because").build();
      others.add(after.session("s-1").call(otherWords));
      assertThat(others)
          .allSatisfy(other -> assertThat(pending(other).request().id()).isNotEqualTo(asked.id()));
      assertThat(pending(after.session("s-1").call(same)).request().id()).isEqualTo(asked.id());
    }
  }

  @Test
  void anotherManifestDoesNotTakeTheRequestUp() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life after =
        new Life(Manifests.bankWith("metadata", "{\"name\": \"bank\", \"version\": \"1.0.1\"}"))) {
      assertThat(pending(after.refund(SMALL)).request().id()).isNotEqualTo(asked.id());
      assertThat(after.scene.governor.approvals().pending()).hasSize(2);
    }
  }

  @Test
  void aQuestionThatThePersonWasNotAskedIsAskedAnew() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    doubt.set(true);
    try (Life after = new Life()) {
      ApprovalRequest wider = pending(after.refund(SMALL)).request();
      assertThat(wider.id()).isNotEqualTo(asked.id());
      assertThat(wider.reason()).contains("doubt");
    }
  }

  @Test
  void whatThePersonWasAskedIsKnownAfterTheRestart() {
    doubt.set(true);
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    assertThat(asked.reason()).contains("irreversible", "doubt");
    try (Life after = new Life()) {
      PendingCall again = pending(after.refund(SMALL));
      after.scene.governor.approvals().approve(asked.id(), BOSS, "ok");
      assertThat(finished(again).executed()).isTrue();
      assertThat(after.scene.governor.approvals().pending()).as("nothing more is asked").isEmpty();
    }
  }

  @Test
  void whatRanOutWhileTheProcessWasAwayCannotBeDecided() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life after = new Life()) {
      after.scene.clock.advance(Duration.ofMinutes(31));
      assertThat(after.scene.governor.approvals().pending()).isEmpty();
      assertThatThrownBy(() -> after.scene.governor.approvals().approve(asked.id(), BOSS, "late"))
          .isInstanceOf(GovernanceException.class);
      assertThat(pending(after.refund(SMALL)).request().id()).isNotEqualTo(asked.id());
    }
  }

  @Test
  void anApprovalThatIsTooOldRunsNothingAfterTheRestart() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life between = new Life()) {
      between.scene.governor.approvals().approve(asked.id(), BOSS, "ok");
    }
    try (Life after = new Life()) {
      after.scene.clock.advance(Duration.ofMinutes(6));
      assertThat(pending(after.refund(SMALL)).request().id()).isNotEqualTo(asked.id());
      assertThat(after.scene.ran).isEmpty();
    }
  }

  @Test
  void whatWasRejectedStaysRejected() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life between = new Life()) {
      assertThat(between.scene.governor.approvals().reject(asked.id(), BOSS, "no"))
          .isEqualTo(ApprovalState.REJECTED);
      assertThat(between.steps()).containsExactly("rejected");
    }
    try (Life after = new Life()) {
      assertThat(after.scene.governor.approvals().pending()).isEmpty();
      assertThat(pending(after.refund(SMALL)).request().id()).isNotEqualTo(asked.id());
    }
  }

  @Test
  void theRequesterCannotApproveAfterARestartEither() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life after = new Life()) {
      for (Subject who : List.of(Subject.of("u1"), Subject.of("bank-agent"), Subject.anonymous())) {
        assertThatThrownBy(() -> after.scene.governor.approvals().approve(asked.id(), who, "me"))
            .as(who.toString())
            .isInstanceOf(GovernanceException.class);
      }
      assertThat(after.scene.records("approval")).isEmpty();
    }
  }

  @Test
  void everythingIsCheckedAgainAfterARestart() {
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life after = new Life()) {
      after.scene.governor.approvals().approve(asked.id(), BOSS, "ok");
      after.scene.governor.control().halt(org.agentgovernance.rollout.Target.all(), "stop", BOSS);
      CallResult stopped = after.refund(SMALL);
      assertThat(stopped.code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(after.scene.ran).isEmpty();
    }
  }

  @Test
  void aCallThatIsDeniedAfterItsApprovalLeavesNoApprovalBehind() {
    try (Life life = new Life()) {
      Session session = life.session("s-1");
      PendingCall pending = pending(session.call("refund", SMALL));
      session.close();
      life.scene.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
      assertThat(life.store.open()).isEmpty();
      PendingCall second = pending(life.refund(SMALL));
      assertThat(second.request().id()).isNotEqualTo(pending.request().id());
    }
  }

  @Test
  void whatIsTakenBackIsGone() {
    try (Life life = new Life()) {
      PendingCall pending = pending(life.refund(SMALL));
      pending.withdraw();
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
      assertThat(life.store.open()).isEmpty();
    }
    ApprovalRequest asked = askedBeforeARestart(SMALL);
    try (Life after = new Life()) {
      after.scene.governor.approvals().withdraw(asked.id());
      assertThat(after.store.open()).isEmpty();
      assertThat(after.steps()).containsExactly("expired");
      after.scene.governor.approvals().withdraw(asked.id());
    }
  }
}
