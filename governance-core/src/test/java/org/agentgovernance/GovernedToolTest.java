package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What tools do, and what reaches the host, the model and the record of it. */
class GovernedToolTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatThrowsLeaksNothingToTheModelAndItsExceptionReachesTheHost(Mode mode) {
    IllegalStateException boom = new IllegalStateException("secret password at db.internal");
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "account.read",
                    args -> {
                      throw boom;
                    }))) {
      Session session = scene.support();
      CallResult result = scene.call(session, "account.read", A1);
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(result.executed()).isTrue();
      assertThat(result.succeeded()).isFalse();
      assertThat(result.error()).contains(boom);
      assertThat(result.forModel()).doesNotContain("secret", "Exception", "at org.");
      assertThat(result.forOperator()).doesNotContain("secret");
      assertThat(String.join("\n", scene.trail.lines())).doesNotContain("secret password");
      assertThatThrownBy(result::output).isInstanceOf(GovernanceException.class);
      assertThat(scene.call(session, "note.add", Map.of()).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatThrowsAnErrorIsRecordedLikeAnyOther(Mode mode) {
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "account.read",
                    args -> {
                      throw new StackOverflowError();
                    }))) {
      assertThat(scene.call(scene.support(), "account.read", A1).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatReturnsNullHasFailed(Mode mode) {
    try (Scene scene =
        new Scene(mode, Manifests.bank(), b -> b.tool("account.read", args -> null))) {
      Session session = scene.support();
      assertThat(scene.call(session, "account.read", A1).code()).isEqualTo(ReasonCode.TOOL_NULL);
      assertThat(scene.call(session, "note.add", Map.of()).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatHangsIsInterruptedAtItsTimeAndTheNextCallWorks(Mode mode) throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "note.add",
                    args -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                      return "late";
                    }))) {
      Session session = scene.support();
      CallResult result = scene.call(session, "note.add", Map.of());
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_TIMEOUT);
      assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
      assertThat(result.forModel()).contains("not known");
      assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
      // What may have taken effect stays booked.
      assertThat(Scene.left(session, "note.add", "writes")).startsWith("4 of 5");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void opensTheBreakerOfAToolThatKeepsFailing(Mode mode) {
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "note.add",
                    args -> {
                      throw new IllegalStateException();
                    }))) {
      Session session = scene.support();
      assertThat(scene.call(session, "note.add", Map.of("n", 1)).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(scene.call(session, "note.add", Map.of("n", 2)).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(scene.call(session, "note.add", Map.of("n", 3)).code())
          .isEqualTo(ReasonCode.BREAKER_OPEN);
      scene.clock.advance(Duration.ofSeconds(31));
      assertThat(scene.call(session, "note.add", Map.of("n", 4)).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @SuppressWarnings("FutureReturnValueIgnored") // it is the tool's answer
  void aToolMayAnswerLaterAndReportItsUsage(Mode mode) {
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "account.read",
                    args ->
                        CompletableFuture.supplyAsync(
                            () -> ToolResult.of("later").used("usd", "0.01"))))) {
      CallResult result = scene.call(scene.support(), "account.read", A1);
      assertThat(result.output()).isEqualTo("later");
      assertThat(result.usage().amounts().get("usd")).isEqualByComparingTo("0.01");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theToolGetsExactlyTheArgumentsThatWereChecked(Mode mode) {
    List<Arguments> seen = new ArrayList<>();
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "account.read",
                    args -> {
                      seen.add(args);
                      return "ok";
                    }))) {
      Map<String, Object> mine = new HashMap<>(A1);
      ToolCall call = ToolCall.builder("account.read").arguments(mine).build();
      mine.put("account", "A-2");
      scene.call(scene.support(), call);
      assertThat(seen.get(0).json()).isEqualTo("{\"account\":\"A-1\"}");
      assertThatThrownBy(() -> seen.get(0).asMap().put("account", "B"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAPermittedCallWithoutAFunction(Mode mode) {
    try (Governor governor =
            Governor.of(Manifests.bank())
                .audit(org.agentgovernance.audit.AuditLog.inMemory())
                .open();
        Session session = governor.session(Users.of("u")).task("support").open()) {
      CallResult result =
          mode == Mode.SYNC
              ? session.call("account.read", A1)
              : session.callAsync("account.read", A1).toCompletableFuture().join();
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_MISSING);
    }
  }

  @Test
  void refusesAToolThatTheManifestDoesNotList() {
    assertThatThrownBy(() -> Governor.of(Manifests.bank()).tool("nope", args -> "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nope");
  }
}
