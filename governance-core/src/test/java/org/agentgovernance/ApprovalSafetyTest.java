package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.approval.ApprovalDesk;
import org.agentgovernance.approval.ApprovalEvent;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.Approvals;
import org.agentgovernance.approval.HeldRequest;
import org.agentgovernance.approval.ProposedCall;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.json.Digest;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;

/** What an approval must never be stretched to. */
class ApprovalSafetyTest {
  private static final Map<String, Object> SMALL = Map.of("account", "A-1", "amount", 10);
  private static final Map<String, Object> LARGE = Map.of("account", "A-1", "amount", 4000);
  private static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));
  private static final Digest DIGEST = Digest.of("test", new byte[0]);

  private static CallResult finished(PendingCall pending) {
    return pending.completion().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static ApprovalDesk desk() {
    return new ApprovalDesk(null, Clock.systemUTC(), List.of(), event -> {});
  }

  private static ProposedCall proposed(ToolCall call, CallContext context, String version) {
    return new ProposedCall("c", call, context, version, DIGEST);
  }

  private static CallContext context() {
    return new CallContext(
        new Principal(Subject.of("u1"), "agent", ""), "s", null, null, Map.of(), Clock.systemUTC());
  }

  @Test
  void onePersonWhoVotesTwiceAtOnceIsOneVote() {
    ApprovalDesk desk = desk();
    Approvals approvals = desk.approvals();
    ApprovalPolicy two =
        new ApprovalPolicy("two", Set.of(), 2, Duration.ofMinutes(1), Duration.ofMinutes(1));
    List<ApprovalEvent.Kind> told = new ArrayList<>();
    ApprovalRequest request =
        desk.request(
                two,
                proposed(ToolCall.builder("t").build(), context(), "1"),
                List.of(),
                "why",
                event -> {
                  told.add(event.kind());
                  if (told.size() == 2) {
                    // The second click arrives while the first is being recorded.
                    approvals.approve(event.sealed().request().id(), BOSS, "again");
                  }
                })
            .request();
    assertThat(approvals.approve(request.id(), BOSS, "yes")).isEqualTo(ApprovalState.PENDING);
    assertThat(approvals.approvers(request.id())).containsExactly(BOSS);
    assertThat(told).containsExactly(ApprovalEvent.Kind.REQUESTED, ApprovalEvent.Kind.APPROVED);
  }

  @Test
  void aVoteThatCannotBeRecordedDoesNotCount() {
    ApprovalDesk desk = desk();
    Approvals approvals = desk.approvals();
    AtomicBoolean full = new AtomicBoolean();
    ApprovalRequest request =
        desk.request(
                ApprovalPolicy.DEFAULT,
                proposed(ToolCall.builder("t").build(), context(), "1"),
                List.of(),
                "why",
                event -> {
                  if (full.get()) {
                    throw new GovernanceException(ReasonCode.AUDIT_UNAVAILABLE, "full");
                  }
                })
            .request();
    full.set(true);
    assertThatThrownBy(() -> approvals.approve(request.id(), BOSS, "yes"))
        .isInstanceOf(GovernanceException.class);
    assertThatThrownBy(() -> approvals.reject(request.id(), BOSS, "no"))
        .isInstanceOf(GovernanceException.class);
    assertThat(approvals.approvers(request.id())).isEmpty();
    assertThat(approvals.pending()).hasSize(1);
    full.set(false);
    assertThat(approvals.approve(request.id(), BOSS, "yes")).isEqualTo(ApprovalState.APPROVED);
  }

  @Test
  void whoeverCouldBeTheRequesterCannotApprove() {
    Subject user = new Subject("u1", "idp", Set.of(), Map.of());
    Subject sameWithoutIssuer = Subject.of("u1").withRoles(List.of("supervisor"));
    Subject agent = Subject.of("bank-agent").withRoles(List.of("supervisor"));
    Subject nobody = Subject.anonymous().withRoles(List.of("supervisor"));
    try (Scene scene = new Scene(Mode.SYNC)) {
      Session session = scene.governor.session(Users.of(user)).task("support").open();
      PendingCall pending = session.call("refund", LARGE).pending().orElseThrow();
      for (Subject who : List.of(sameWithoutIssuer, agent, nobody)) {
        assertThatThrownBy(
                () -> scene.governor.approvals().approve(pending.request().id(), who, "me"))
            .as(who.toString())
            .isInstanceOf(GovernanceException.class);
      }
      assertThat(scene.governor.approvals().approvers(pending.request().id())).isEmpty();
    }
  }

  @Test
  void anApprovalCoversOnlyWhatThePersonWasAsked() {
    AtomicBoolean doubt = new AtomicBoolean();
    try (Scene scene =
        new Scene(Mode.SYNC, Manifests.bank(), b -> b.interceptor(asking("default", doubt::get)))) {
      PendingCall pending = scene.support().call("refund", SMALL).pending().orElseThrow();
      assertThat(pending.request().reason()).doesNotContain("doubt");
      doubt.set(true);
      Approvals approvals = scene.governor.approvals();
      approvals.approve(pending.request().id(), BOSS, "ok");

      ApprovalRequest second = await(approvals);
      assertThat(scene.ran).isEmpty();
      assertThat(second.reason()).contains("doubt");
      approvals.approve(second.id(), BOSS, "still ok");
      assertThat(finished(pending).executed()).isTrue();
      assertThat(scene.ran).hasSize(1);
    }
  }

  @Test
  void oneRequestNamesEveryReasonThatItsPolicyDecides() {
    try (Scene scene =
        new Scene(Mode.SYNC, Manifests.bank(), b -> b.interceptor(asking("default", () -> true)))) {
      PendingCall pending = scene.support().call("refund", SMALL).pending().orElseThrow();
      assertThat(pending.request().reason()).contains("irreversible", "doubt");
      scene.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending).executed()).isTrue();
    }
  }

  @Test
  void anApprovalPolicyThatIsNotDeclaredAsksNobody() {
    try (Scene scene =
        new Scene(Mode.SYNC, Manifests.bank(), b -> b.interceptor(asking("nobody", () -> true)))) {
      CallResult result = scene.support().call("account.read", Map.of("account", "A"));
      assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      assertThat(result.forOperator()).contains("\"nobody\"");
      assertThat(scene.governor.approvals().pending()).isEmpty();
    }
  }

  @Test
  void whatIsApprovedAfterItsSessionWasClosedDoesNotRun() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      Session session = scene.support();
      PendingCall pending = session.call("refund", SMALL).pending().orElseThrow();
      session.close();
      scene.governor.approvals().approve(pending.request().id(), BOSS, "ok");
      assertThat(finished(pending).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
      assertThat(scene.ran).isEmpty();
    }
  }

  @Test
  void closingTheGovernorEndsWhatWaits() {
    Scene scene = new Scene(Mode.SYNC);
    PendingCall pending = scene.support().call("refund", SMALL).pending().orElseThrow();
    scene.close();
    CallResult result = finished(pending);
    assertThat(result.executed()).isFalse();
    assertThat(scene.governor.approvals().pending()).isEmpty();
    assertThat(scene.records("approval")).hasSize(2);
  }

  @Test
  void aRequestRunsOutAlthoughThatCannotBeRecorded() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      PendingCall first = scene.support().call("refund", SMALL).pending().orElseThrow();
      PendingCall second = scene.support().call("refund", LARGE).pending().orElseThrow();
      scene.trail.close();
      scene.clock.advance(Duration.ofHours(1));
      assertThat(scene.governor.approvals().pending()).isEmpty();
      assertThat(finished(first).executed()).isFalse();
      assertThat(finished(second).executed()).isFalse();
    }
  }

  @Test
  void aChannelThatThrowsAnErrorLeavesNoRequestBehind() {
    try (Scene scene =
        new Scene(
            Mode.SYNC,
            Manifests.bank(),
            b ->
                b.approvalChannel(
                    request -> {
                      throw new AssertionError("secret host");
                    }))) {
      CallResult result = scene.support().call("refund", SMALL);
      assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      assertThat(scene.governor.approvals().pending()).isEmpty();
      assertThat(scene.records("approval")).hasSize(2);
    }
  }

  @Test
  void aChannelMayDecideAtOnce() {
    List<Approvals> page = new ArrayList<>();
    try (Scene scene =
        new Scene(
            Mode.ASYNC,
            Manifests.bank(),
            b -> b.approvalChannel(request -> page.get(0).approve(request.id(), BOSS, "quick")))) {
      page.add(scene.governor.approvals());
      assertThat(scene.call(scene.support(), "refund", SMALL).executed()).isTrue();
    }
  }

  @Test
  void theDigestCoversTaskPolicyAndWhatThePersonReads() {
    ApprovalDesk desk = desk();
    Approvals approvals = desk.approvals();
    CallContext context = context();
    CallContext otherTask =
        new CallContext(context.principal(), "s", "t2", null, Map.of(), Clock.systemUTC());
    ToolCall call = ToolCall.builder("t").rationale("because").build();
    ToolCall otherWords = ToolCall.builder("t").rationale("please").build();
    HeldRequest held =
        desk.request(
            ApprovalPolicy.DEFAULT, proposed(call, context, "1"), List.of(), "why", event -> {});
    approvals.approve(held.request().id(), BOSS, "ok");
    assertThat(held.consume(proposed(call, otherTask, "1"))).isFalse();
    assertThat(held.consume(proposed(otherWords, context, "1"))).isFalse();
    assertThat(held.consume(proposed(call, context, "2"))).isFalse();
    assertThat(held.consume(proposed(call, context, "1"))).isTrue();
    assertThat(held.consume(proposed(call, context, "1"))).isFalse();
  }

  private static ApprovalRequest await(Approvals approvals) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      for (ApprovalRequest request : approvals.pending()) {
        return request;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("nobody was asked");
  }

  private static Interceptor asking(String policy, BooleanSupplier when) {
    return new Interceptor() {
      @Override
      public String id() {
        return "custom";
      }

      @Override
      public Decision check(ToolCall call, CallContext context) {
        return when.getAsBoolean()
            ? new RequireApproval(
                ReasonCode.of("custom.doubt"), "custom", null, policy, "doubt about it", "Wait.")
            : Permit.by("custom");
      }
    };
  }
}
