package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.rollout.Control;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.StopReport;
import org.agentgovernance.rollout.Stopping;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Halts, modes and revocations as a session meets them. */
class HaltTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");
  private static final Map<String, Object> LARGE = Map.of("account", "A-1", "amount", 4000);
  private static final Map<String, Object> SMALL = Map.of("account", "A-1", "amount", 10);
  private static final Subject OPS = Subject.of("ops");
  private static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));
  private static final Subject BOSS2 = Subject.of("boss2").withRoles(List.of("supervisor"));

  private final CountDownLatch started = new CountDownLatch(1);

  private static StopReport report(Stopping stopping) {
    return stopping.report().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Session session(Scene scene, String id, String user, String instance) {
    return scene.governor.session(Users.of(user)).id(id).instance(instance).task("support").open();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void haltOfEverythingStopsEveryCallUntilItIsLifted(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      Order order = scene.governor.control().halt(Target.all(), "incident 7", OPS).order();
      CallResult halted = scene.call(session, "account.read", A1);
      assertThat(halted.code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(halted.executed()).isFalse();
      assertThat(halted.forOperator()).contains("incident 7", "ops", order.id());
      assertThat(halted.forModel()).doesNotContain("incident 7", "ops", order.id());
      assertThat(session.decide("account.read", A1).code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(scene.call(session, "nonsense", Map.of()).code())
          .isEqualTo(ReasonCode.CONTROL_HALTED);
      scene.governor.control().lift(order.id(), "all clear", OPS);
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
      assertThat(scene.records("control"))
          .extracting(record -> ((Map<?, ?>) record.get("order")).get("event").toString())
          .containsExactly("given", "stopped", "lifted");
      assertThat(scene.trail.lines().toString()).contains("incident 7", "all clear");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void haltsOfAnAgentASessionAndAToolStopNothingElse(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Control control = scene.governor.control();
      Session one = session(scene, "s-one", "u1", "i-1");
      Session two = session(scene, "s-two", "u2", "i-2");
      Order order = control.halt(Target.session("s-one"), "why", OPS).order();
      assertThat(scene.call(one, "account.read", A1).code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(scene.call(two, "account.read", A1).succeeded()).isTrue();
      control.lift(order.id(), "done", OPS);

      order = control.halt(Target.tool("account.read"), "why", OPS).order();
      assertThat(scene.call(one, "account.read", A1).code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(scene.call(two, "note.add", A1).succeeded()).isTrue();
      control.lift(order.id(), "done", OPS);

      control.halt(Target.agent("another"), "why", OPS);
      assertThat(scene.call(one, "account.read", A1).succeeded()).isTrue();
      control.halt(Target.agent("bank-agent"), "why", OPS);
      assertThat(scene.call(one, "account.read", A1).code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(scene.call(two, "note.add", A1).code()).isEqualTo(ReasonCode.CONTROL_HALTED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void revokedAgentInstanceUserAndToolAreDenied(Mode mode) {
    for (Target target :
        List.of(
            Target.agent("bank-agent"),
            Target.instance("i-1"),
            Target.user(Users.of("u1").user()),
            Target.tool("account.read"))) {
      try (Scene scene = new Scene(mode)) {
        Session session = session(scene, "s", "u1", "i-1");
        scene.governor.control().revoke(target, "stolen", OPS);
        assertThat(scene.call(session, "account.read", A1).code())
            .as(target.toString())
            .isEqualTo(ReasonCode.CONTROL_REVOKED);
        assertThat(scene.ran).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void revokedKeyAndGrantOfACredentialAreDenied(Mode mode) {
    PrincipalVerifier<String> tokens =
        (token, verification) ->
            verification.user("idp", "u1").keyId("key-7").credentialId(token).verified();
    for (Target target : List.of(Target.key("key-7"), Target.grant("token-1"))) {
      try (Scene scene = new Scene(mode)) {
        Session session = scene.governor.session(tokens, "token-1").task("support").open();
        assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
        scene.governor.control().revoke(target, "leaked", OPS);
        assertThat(scene.call(session, "account.read", A1).code())
            .as(target.toString())
            .isEqualTo(ReasonCode.CONTROL_REVOKED);
        assertThat(scene.ran).containsExactly("account.read");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void reducedModeLetsReadsRunAndNothingElse(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      scene.governor.control().reduce(Target.all(), "careful", OPS);
      Session session = scene.support();
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
      assertThat(scene.call(session, "note.add", A1).code()).isEqualTo(ReasonCode.CONTROL_REDUCED);
      assertThat(session.call("refund", SMALL).code()).isEqualTo(ReasonCode.CONTROL_REDUCED);
      assertThat(scene.ran).containsExactly("account.read");
    }
  }

  @Test
  void investigationAsksAPersonAboutEveryCallAndRunsItOnceApproved() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      scene.governor.control().investigate(Target.agent("bank-agent"), "odd reads", OPS);
      CallResult asked = scene.support().call("account.read", A1);
      assertThat(asked.verdict()).isEqualTo(Verdict.APPROVE);
      assertThat(asked.code()).isEqualTo(ReasonCode.CONTROL_INVESTIGATION);
      PendingCall pending = asked.pending().orElseThrow();
      assertThat(pending.request().reason()).contains("odd reads");
      scene.governor.approvals().approve(pending.request().id(), BOSS, "seen");
      CallResult done = finished(pending);
      assertThat(done.succeeded()).isTrue();
      assertThat(scene.ran).containsExactly("account.read");
    }
  }

  private static CallResult finished(PendingCall pending) {
    return pending.completion().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Test
  void anApprovalOfAnEarlierInvestigationDoesNotAnswerALaterOne() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      Control control = scene.governor.control();
      Order first = control.investigate(Target.all(), "one", OPS).order();
      PendingCall pending = scene.support().call("account.read", A1).pending().orElseThrow();
      control.lift(first.id(), "done", OPS);
      control.investigate(Target.all(), "two", OPS);
      assertThat(scene.governor.approvals().approve(pending.request().id(), BOSS, "ok"))
          .isEqualTo(ApprovalState.APPROVED);
      long give = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (scene.governor.approvals().pending().isEmpty()) {
        assertThat(System.nanoTime()).as("until the next question").isLessThan(give);
        Thread.onSpinWait();
      }
      assertThat(scene.governor.approvals().pending().get(0).reason()).contains("two");
      assertThat(scene.ran).isEmpty();
    }
  }

  @Test
  void aHaltWhileAnApprovalIsPendingDeniesTheCallWhenItGoesOn() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      PendingCall pending = scene.support().call("refund", LARGE).pending().orElseThrow();
      scene.governor.control().halt(Target.tool("refund"), "fraud", OPS);
      String id = pending.request().id();
      scene.governor.approvals().approve(id, BOSS, "yes");
      scene.governor.approvals().approve(id, BOSS2, "yes");
      CallResult result = finished(pending);
      assertThat(result.code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(result.executed()).isFalse();
      assertThat(scene.ran).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aHaltAfterTheIntentIsRecordedKeepsTheToolFromStarting(Mode mode) {
    haltedAfterTheIntent(mode, UnaryOperator.identity());
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aHaltAfterTheIntentKeepsTheToolFromStartingOnAHostsExecutorToo(Mode mode) {
    ExecutorService hosts = Executors.newCachedThreadPool();
    try {
      haltedAfterTheIntent(mode, b -> b.executor(hosts));
    } finally {
      hosts.shutdownNow();
    }
  }

  private static void haltedAfterTheIntent(Mode mode, UnaryOperator<GovernorBuilder> more) {
    AtomicReference<Control> control = new AtomicReference<>();
    Consumer<AuditKind> halt =
        kind -> {
          if (kind == AuditKind.INTENT) {
            control.get().halt(Target.all(), "just now", OPS);
          }
        };
    try (Scene scene =
        new Scene(
            mode, Manifests.bank(), b -> more.apply(b.audit(new WatchedTrail(b.trail, halt))))) {
      control.set(scene.governor.control());
      Session session = scene.support();
      for (String tool : List.of("account.read", "note.add")) { // recorded async, and durably
        CallResult result = scene.call(session, tool, A1);
        assertThat(result.code()).isEqualTo(ReasonCode.CONTROL_HALTED);
        assertThat(result.executed()).isFalse();
        assertThat(result.forModel()).startsWith("Not executed: ").contains("stopped");
        for (Order order : control.get().status().orders()) {
          control.get().lift(order.id(), "clear", OPS);
        }
      }
      assertThat(scene.ran).isEmpty();
      assertThat(scene.records("intent")).hasSize(2);
      assertThat(scene.records("outcome"))
          .extracting(record -> (Object) record.get("outcome").toString())
          .allMatch(text -> text.toString().contains("not_run"))
          .allMatch(text -> text.toString().contains("control.halted"));
      assertThat(Scene.left(session, "account.read", "reads")).isEqualTo("3 of 3 left");
    }
  }

  /** Calls a tool on a thread of its own and halts everything once it has started. */
  private CallResult haltedMeanwhile(Mode mode, Tool tool, AtomicReference<StopReport> report)
      throws Exception {
    try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.tool("account.read", tool))) {
      CompletableFuture<CallResult> result = new CompletableFuture<>();
      Session session = scene.support();
      Thread caller =
          new Thread(() -> result.complete(scene.call(session, "account.read", A1)), "caller");
      caller.start();
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      Stopping stopping = scene.governor.control().halt(Target.all(), "stop", OPS);
      assertThat(stopping.inFlight()).isEqualTo(1);
      assertThat(stopping.problems()).isEmpty();
      CallResult got = result.get(20, TimeUnit.SECONDS);
      report.set(report(stopping));
      assertThat(scene.records("outcome")).hasSize(1);
      // Whether it took effect is not known, so the read stays booked.
      Order order = stopping.order();
      scene.governor.control().lift(order.id(), "clear", OPS);
      assertThat(Scene.left(session, "account.read", "reads")).isEqualTo("2 of 3 left");
      return got;
    }
  }

  private static void assertStopped(CallResult result) {
    assertThat(result.code()).isEqualTo(ReasonCode.CONTROL_HALTED);
    assertThat(result.executed()).isTrue();
    assertThat(result.succeeded()).isFalse();
    assertThat(result.forModel()).contains("not known");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aHaltInterruptsAToolThatBlocks(Mode mode) throws Exception {
    AtomicReference<StopReport> report = new AtomicReference<>();
    CallResult result =
        haltedMeanwhile(
            mode,
            args -> {
              started.countDown();
              new CountDownLatch(1).await();
              return "never";
            },
            report);
    assertStopped(result);
    assertThat(report.get().ended()).isEqualTo(1);
    assertThat(report.get().stillRunning()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @SuppressWarnings("FutureReturnValueIgnored") // it is the tool's answer
  void aHaltCancelsTheStageThatAToolHasReturned(Mode mode) throws Exception {
    AtomicReference<StopReport> report = new AtomicReference<>();
    CompletableFuture<Object> answer = new CompletableFuture<>();
    CallResult result =
        haltedMeanwhile(
            mode,
            args -> {
              started.countDown();
              return answer;
            },
            report);
    assertStopped(result);
    assertThat(answer.isCancelled()).isTrue();
    assertThat(report.get().ended()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatIgnoresItsInterruptIsLeftBehindAndItsResultIgnored(Mode mode) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicReference<StopReport> report = new AtomicReference<>();
    CallResult result =
        haltedMeanwhile(
            mode,
            args -> {
              started.countDown();
              boolean done = false;
              while (!done) {
                try {
                  done = over.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                  done = false; // as a tool that does not care
                }
              }
              return "late";
            },
            report);
    over.countDown();
    assertStopped(result);
    assertThat(report.get().stillRunning()).isEqualTo(1);
    assertThat(report.get().ended()).isZero();
  }

  @Test
  void modesLetWhatRunsRunToItsEnd() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Tool tool =
        args -> {
          started.countDown();
          assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
          return "done";
        };
    try (Scene scene = new Scene(Mode.ASYNC, Manifests.bank(), b -> b.tool("account.read", tool))) {
      CompletableFuture<CallResult> result =
          scene
              .support()
              .callAsync(ToolCall.builder("account.read").arguments(A1).build())
              .toCompletableFuture();
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(scene.governor.control().investigate(Target.all(), "why", OPS).inFlight())
          .isZero();
      over.countDown();
      assertThat(result.get(20, TimeUnit.SECONDS).succeeded()).isTrue();
    }
  }

  @Test
  void aHaltedSessionLeavesTheCallsOfOthersRunning() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch over = new CountDownLatch(1);
    Tool tool =
        args -> {
          both.countDown();
          assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
          return "done";
        };
    try (Scene scene = new Scene(Mode.ASYNC, Manifests.bank(), b -> b.tool("account.read", tool))) {
      ToolCall call = ToolCall.builder("account.read").arguments(A1).build();
      CompletableFuture<CallResult> one =
          session(scene, "one", "u1", "").callAsync(call).toCompletableFuture();
      CompletableFuture<CallResult> two =
          session(scene, "two", "u2", "").callAsync(call).toCompletableFuture();
      assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
      Stopping stopping = scene.governor.control().halt(Target.session("one"), "why", OPS);
      assertThat(one.get(20, TimeUnit.SECONDS).code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(stopping.inFlight()).isEqualTo(1);
      over.countDown();
      assertThat(two.get(20, TimeUnit.SECONDS).succeeded()).isTrue();
    }
  }

  @Test
  void neitherAnOrderNorItsLiftingGoesWithoutAReason() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      Control control = scene.governor.control();
      for (String none : List.of("", "  \t\n")) {
        assertThatThrownBy(() -> control.halt(Target.all(), none, OPS))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(control.status().orders()).isEmpty();
      Order order = control.halt(Target.all(), "why", OPS).order();
      for (String none : List.of("", "  \t\n")) {
        assertThatThrownBy(() -> control.lift(order.id(), none, OPS))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> control.lift("ord-0", "why", OPS))
          .isInstanceOf(GovernanceException.class);
      assertThat(control.status().orders()).containsExactly(order);
      assertThat(scene.support().call("account.read", A1).code())
          .isEqualTo(ReasonCode.CONTROL_HALTED);
    }
  }
}
