package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agentgovernance.call.Grant;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.rollout.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sub-agent's failure reaches its parent as a value and goes no further. */
class SubAgentFailureTest {
  private static final String MANIFEST =
      """
      "tools": [
        {"name": "look", "version": "1", "effect": "read", "inputSchema": true},
        {"name": "hang", "version": "1", "effect": "read", "inputSchema": true,
         "timeout": "PT0.02S"},
        {"name": "note", "version": "1", "effect": "write", "inputSchema": true}],
      "budgets": [{"id": "looks", "per": ["agent"], "match": {"tools": ["look"]},
        "unit": "calls", "limit": "2"}],
      "loops": {"cycles": 2, "onLoop": "stop"},
      "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]
      """;
  private static final Map<String, Object> A = Map.of("n", 1);

  private final Desk desk =
      new Desk(
          MANIFEST,
          Map.of(
              "look",
              args -> "seen",
              "note",
              args -> "noted",
              "hang",
              args -> {
                Thread.currentThread().join(10_000);
                return "late";
              }),
          builder -> builder);
  private final Session parent = desk.session();

  @AfterEach
  void close() {
    desk.close();
  }

  private <T> DelegationResult<T> run(Scene.Mode mode, DelegatedWork<T> work) {
    DelegationBuilder delegation = parent.delegate("helper").id("child");
    if (mode == Scene.Mode.SYNC) {
      return delegation.run(work);
    }
    return delegation
        .<T>runAsync(
            child ->
                CompletableFuture.supplyAsync(
                    () -> {
                      try {
                        return work.run(child);
                      } catch (Exception e) {
                        throw new java.util.concurrent.CompletionException(e);
                      }
                    }))
        .toCompletableFuture()
        .join();
  }

  @ParameterizedTest
  @EnumSource
  void whatItReturnsIsTheValueAndItsSessionIsClosed(Scene.Mode mode) {
    AtomicReference<Session> child = new AtomicReference<>();
    DelegationResult<String> result =
        run(
            mode,
            session -> {
              child.set(session);
              return (String) session.call("look", A).output();
            });
    assertThat(result.succeeded()).isTrue();
    assertThat(result.value()).isEqualTo("seen");
    assertThat(result.forModel()).isEqualTo("seen");
    assertThat(result.code()).isEqualTo(ReasonCode.PERMITTED);
    assertThat(result.session()).isEqualTo("child");
    assertThat(child.get().call("note", A).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
    assertThat(desk.records("event")).isEmpty();
  }

  @Test
  void aTimeLimitOfTheHostEndsItAsAValue() throws Exception {
    AtomicReference<Session> child = new AtomicReference<>();
    DelegationResult<String> result =
        parent
            .delegate("helper")
            .<String>runAsync(
                session -> {
                  child.set(session);
                  return new CompletableFuture<String>().orTimeout(10, TimeUnit.MILLISECONDS);
                })
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    assertThat(result.code()).isEqualTo(ReasonCode.DELEGATION_FAILED);
    assertThat(result.forModel())
        .isEqualTo(
            "Error: the sub-agent helper took too long. Hand it smaller work, or go on without"
                + " it.");
    assertThat(child.get().call("look", A).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
    assertThat(parent.call("look", A).executed()).isTrue();
  }

  @Test
  void theCodeOfTheCallThatWasTheEndOfItIsSaidOnce() {
    parent.close();
    DelegationResult<Object> result =
        parent.delegate("helper").id("child").run(child -> child.call("look", A).output());
    assertThat(result.forOperator())
        .startsWith(
            "delegation.failed: sub-agent helper in session child ended with session.closed: ")
        .containsOnlyOnce("session.closed");
  }

  @ParameterizedTest
  @EnumSource
  void whatItThrowsIsAValueThatIsRecordedAndTellsTheModelNothing(Scene.Mode mode) throws Exception {
    AtomicReference<Session> child = new AtomicReference<>();
    IllegalStateException thrown = new IllegalStateException("password hunter2");
    DelegationResult<String> result =
        run(
            mode,
            session -> {
              child.set(session);
              session.call("note", A);
              throw thrown;
            });
    assertThat(result.succeeded()).isFalse();
    assertThat(result.code()).isEqualTo(ReasonCode.DELEGATION_FAILED);
    assertThat(result.error()).containsSame(thrown);
    assertThat(result.cause()).isEmpty();
    assertThat(result.forModel())
        .isEqualTo(
            "Error: the sub-agent helper failed and returned nothing. Go on without it, or try"
                + " another way.");
    assertThat(result.forOperator())
        .isEqualTo(
            "delegation.failed: sub-agent helper in session child threw"
                + " java.lang.IllegalStateException; see error()");
    assertThat(result.toString()).doesNotContain("hunter2");
    assertThatThrownBy(result::value)
        .isInstanceOf(GovernanceException.class)
        .hasMessageNotContaining("hunter2");
    assertThat(child.get().call("note", A).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
    assertThat(parent.call("note", A).executed()).isTrue();
    Map<String, Object> record = desk.records("event").get(0);
    assertThat(record)
        .containsEntry("session", "child")
        .containsEntry("parent", parent.id())
        .containsEntry("agent", "helper");
    assertThat(record.get("event"))
        .isEqualTo(
            Map.of(
                "event", "delegation.failed",
                "code", "delegation.failed",
                "error", "java.lang.IllegalStateException"));
    GovernanceEvent event = desk.events.poll(10, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    assertThat(event.kind()).isEqualTo("delegation.failed");
    assertThat(event.session()).isEqualTo("child");
  }

  @ParameterizedTest
  @EnumSource
  void itsOwnBudgetBindsItAlone(Scene.Mode mode) {
    DelegationResult<String> result =
        run(
            mode,
            child -> {
              child.call("look", A);
              child.call("look", Map.of("n", 2));
              return (String) child.call("look", Map.of("n", 3)).output();
            });
    assertThat(result.cause()).contains(ReasonCode.BUDGET_EXCEEDED);
    assertThat(result.forModel())
        .isEqualTo(
            "Error: the sub-agent helper has used up what it may use. Do not hand it the same work"
                + " again now.");
    assertThat(result.forOperator()).contains("ended with budget.exceeded: ");
    assertThat(parent.call("look", A).executed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aToolOfItsThatTimesOutEndsItAlone(Scene.Mode mode) {
    DelegationResult<Object> result = run(mode, child -> child.call("hang", A).output());
    assertThat(result.cause()).contains(ReasonCode.TOOL_TIMEOUT);
    assertThat(result.forModel())
        .isEqualTo(
            "Error: the sub-agent helper could not finish: a call of its own gave it nothing. Go on"
                + " without it.");
    assertThat(parent.call("note", A).executed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void itsCirclesStopItAlone(Scene.Mode mode) {
    DelegationResult<Object> result =
        run(
            mode,
            child -> {
              for (int i = 0; i < 2; i++) {
                child.call("note", A);
                child.call("note", Map.of("n", 2));
              }
              return child.call("note", A).output();
            });
    assertThat(result.cause()).contains(ReasonCode.LOOP_CYCLE);
    assertThat(result.forModel()).contains("went in circles");
    assertThat(parent.call("note", A).executed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aHaltOfItLetsItsParentGoOn(Scene.Mode mode) {
    DelegationResult<Object> result =
        run(
            mode,
            child -> {
              desk.governor.control().halt(Target.agent("helper"), "odd", Subject.of("ops"));
              return child.call("note", A).output();
            });
    assertThat(result.cause()).contains(ReasonCode.CONTROL_HALTED);
    assertThat(result.forModel()).contains("was stopped by an operator");
    assertThat(parent.call("note", A).executed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anotherRefusalIsSaidWithoutItsReason(Scene.Mode mode) {
    DelegationResult<Object> result = run(mode, child -> child.call("nothing", A).output());
    assertThat(result.cause()).contains(ReasonCode.ALLOWLIST_UNKNOWN_TOOL);
    assertThat(result.forModel())
        .isEqualTo(
            "Error: the sub-agent helper could not finish: a call of its own gave it nothing. Go on"
                + " without it.");
  }

  @ParameterizedTest
  @EnumSource
  void nullIsAFailure(Scene.Mode mode) {
    DelegationResult<Object> result = run(mode, child -> null);
    assertThat(result.code()).isEqualTo(ReasonCode.DELEGATION_FAILED);
    assertThat(result.forOperator()).contains("returned null");
    assertThat(result.error()).isEmpty();
  }

  @Test
  void errorsAndInterruptsAreValuesToo() {
    DelegationResult<Object> deep =
        parent
            .delegate("helper")
            .run(
                child -> {
                  throw new StackOverflowError();
                });
    assertThat(deep.error()).containsInstanceOf(StackOverflowError.class);
    DelegationResult<Object> interrupted =
        parent
            .delegate("helper")
            .run(
                child -> {
                  throw new InterruptedException();
                });
    assertThat(interrupted.succeeded()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void workThatThrowsBeforeItHasAStageIsAValue() {
    assertThat(
            parent
                .delegate("helper")
                .<Object>runAsync(
                    child -> {
                      throw new IllegalStateException("no thread");
                    })
                .toCompletableFuture()
                .join()
                .succeeded())
        .isFalse();
    assertThat(
            parent
                .delegate("helper")
                .<Object>runAsync(child -> null)
                .toCompletableFuture()
                .join()
                .succeeded())
        .isFalse();
    CompletableFuture<Object> never = new CompletableFuture<>();
    CompletableFuture<DelegationResult<Object>> waiting =
        parent.delegate("helper").<Object>runAsync(child -> never).toCompletableFuture();
    assertThat(waiting).isNotDone();
    never.cancel(true);
    assertThat(waiting.join().succeeded()).isFalse();
  }

  @Test
  void aGrantThatNamesNothingIsTheParentsMistake() {
    assertThatThrownBy(
            () ->
                parent
                    .delegate("helper")
                    .grant(Grant.everything().tools("lok"))
                    .run(child -> child.call("look", A)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("did you mean \"look\"");
    assertThat(desk.ran).isEmpty();
  }

  @Test
  void aFailureThatCannotBeRecordedIsAValueAllTheSame() {
    FaultyTrail trail = new FaultyTrail();
    try (Desk other = new Desk(MANIFEST, Map.of(), builder -> builder.audit(trail))) {
      trail.fault = FaultyTrail.Fault.THROWS;
      assertThat(
              other
                  .session()
                  .delegate("helper")
                  .run(
                      child -> {
                        throw new IllegalStateException();
                      })
                  .code())
          .isEqualTo(ReasonCode.DELEGATION_FAILED);
    }
  }
}
