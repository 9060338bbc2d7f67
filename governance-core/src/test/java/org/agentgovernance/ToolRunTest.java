package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Obligation;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.interceptor.Wrapper;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tools, executors and observers that misbehave. */
class ToolRunTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");

  private static String left(Session session, String tool, String budget) {
    return session.explain(tool, A1).steps().stream()
        .flatMap(step -> step.counters().entrySet().stream())
        .filter(entry -> entry.getKey().equals(budget))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aResultWithoutAnOutputHasFailed(Mode mode) {
    try (Scene scene =
        new Scene(
            mode, Manifests.bank(), b -> b.tool("account.read", args -> ToolResult.of(null)))) {
      CallResult result = scene.call(scene.support(), "account.read", A1);
      assertThat(result.succeeded()).isFalse();
      assertThat(result.code()).isIn(ReasonCode.TOOL_NULL, ReasonCode.TOOL_FAILED);
    }
  }

  @Test
  void theOperatorIsToldHowEachToolEndedAndWhatToDo() {
    String tool =
        "{\"name\": \"%s\", \"version\": \"1\", \"effect\": \"read\", \"inputSchema\": true%s}";
    String manifest =
        "\"tools\": ["
            + tool.formatted("slow", ", \"timeout\": \"PT0.05S\"")
            + ", "
            + tool.formatted("throws", "")
            + ", "
            + tool.formatted("null", "")
            + "], \"permissions\": [{\"id\": \"all\", \"tools\": [\"*\"], \"verdict\":"
            + " \"permit\"}]";
    try (Desk desk =
        new Desk(
            manifest,
            Map.of(
                "slow",
                args -> {
                  Thread.currentThread().join(10_000);
                  return "late";
                },
                "throws",
                args -> {
                  throw new IllegalStateException("password hunter2");
                }),
            b -> b.tool("null", args -> ToolResult.of(null)))) {
      Session session = desk.session();
      assertThat(session.call("slow", A1).forOperator())
          .matches(
              "tool.timeout: the tool did not answer within its time limit and was given up after"
                  + " [0-9]+ ms; find out whether it took effect, and see its timeout in the"
                  + " manifest");
      assertThat(session.call("throws", A1).forOperator())
          .isEqualTo(
              "tool.failed: the tool threw java.lang.IllegalStateException; see error(), or the"
                  + " tool's own log");
      assertThat(session.call("null", A1).forOperator())
          .isEqualTo("tool.null_result: the tool returned null; return a word such as \"done\"");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anAnswerThatThrowsWhenItIsLookedAtEndsTheCallLikeAnyOther(Mode mode) {
    Map<String, Object> changing =
        new java.util.AbstractMap<>() {
          @Override
          public java.util.Set<Entry<String, Object>> entrySet() {
            throw new java.util.ConcurrentModificationException("secret");
          }
        };
    try (Scene scene =
        new Scene(mode, Manifests.bank(), b -> b.tool("account.read", args -> changing))) {
      Session session = scene.support();
      CallResult result = scene.call(session, "account.read", A1);
      assertThat(result.executed()).isTrue();
      assertThat(result.forModel()).isEqualTo("(an answer that cannot be shown)");
      assertThat(left(session, "account.read", "reads")).startsWith("2 of 3");
      assertThat(scene.records("outcome")).hasSize(1);
    }
  }

  @Test
  void aCallerWhoIsInterruptedBeforeTheToolHasStartedTakesTheCallBack() {
    List<Runnable> waiting = new ArrayList<>();
    try (Scene scene =
        new Scene(Mode.SYNC, Manifests.bank(), b -> b.executor(task -> waiting.add(task)))) {
      Session session = scene.support();
      Thread.currentThread().interrupt();
      CallResult result = session.call("account.read", A1);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(result.code()).isEqualTo(ReasonCode.CALL_WITHDRAWN);
      assertThat(result.executed()).isFalse();
      assertThat(result.forOperator()).contains("interrupted before the tool had started");
      waiting.forEach(Runnable::run);
      assertThat(scene.ran).isEmpty();
      assertThat(left(session, "account.read", "reads")).startsWith("3 of 3");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aStageThatCannotBeListenedToHasFailed(Mode mode) {
    class Deaf extends CompletableFuture<Object> {
      @Override
      public CompletableFuture<Object> whenComplete(
          BiConsumer<? super Object, ? super Throwable> action) {
        throw new IllegalStateException("deaf");
      }
    }
    try (Scene scene =
        new Scene(mode, Manifests.bank(), b -> b.tool("account.read", args -> new Deaf()))) {
      assertThat(scene.call(scene.support(), "account.read", A1).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCallForWhichThereIsNoThreadSaysSoAndUsesNothingUp(Mode mode) {
    for (Throwable refusal :
        List.of(new RejectedExecutionException(), new OutOfMemoryError("no native thread"))) {
      try (Scene scene =
          new Scene(
              mode,
              Manifests.bank(),
              b ->
                  b.executor(
                      task -> {
                        if (refusal instanceof Error error) {
                          throw error;
                        }
                        throw (RuntimeException) refusal;
                      }))) {
        Session session = scene.support();
        CallResult result = scene.call(session, "account.read", A1);
        assertThat(result.code()).isEqualTo(ReasonCode.TOOL_REJECTED);
        assertThat(result.executed()).isFalse();
        assertThat(result.forModel()).startsWith("Not executed: ").doesNotContain("permitted");
        assertThat(result.forOperator()).contains("executor").doesNotContain("permitted");
        assertThat(left(session, "account.read", "reads")).startsWith("3 of 3");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatIsStillInTheQueueWhenItsTimeIsOverHasNotRun(Mode mode) {
    ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.executor(queue::add))) {
      Session session = scene.support();
      CallResult result = scene.call(session, "note.add", A1);
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_REJECTED);
      queue.forEach(Runnable::run);
      assertThat(scene.ran).isEmpty();
      assertThat(left(session, "note.add", "writes")).startsWith("5 of 5");
    }
  }

  @Test
  void anInterruptOfTheCallerSurvivesAToolOnItsThread() throws Exception {
    String json =
        Manifests.BANK.replace(
            "\"version\": \"2.1.0\"", "\"version\": \"2.1.0\", \"timeout\": \"none\"");
    List<Boolean> interrupted = new ArrayList<>();
    List<CallResult> results = new ArrayList<>();
    try (Scene scene =
        new Scene(
            Mode.SYNC,
            org.agentgovernance.manifest.Manifest.parse(json, "bank.json"),
            b ->
                b.tool(
                    "account.read",
                    args -> {
                      Thread.currentThread().interrupt();
                      new java.util.concurrent.CountDownLatch(1).await();
                      return "never";
                    }))) {
      Session session = scene.support();
      Thread caller =
          new Thread(
              () -> {
                results.add(session.call("account.read", A1));
                interrupted.add(Thread.interrupted());
              });
      caller.start();
      caller.join(20_000);
      assertThat(results.get(0).code()).isEqualTo(ReasonCode.TOOL_CANCELLED);
      assertThat(interrupted).containsExactly(true);
    }
  }

  @Test
  void aToolNeverRunsOnTheThreadThatWritesTheLog(@TempDir Path dir) throws Exception {
    List<String> threads = new ArrayList<>();
    try (Governor governor =
            Governor.of(Manifests.bank())
                .audit(AuditLog.open(dir))
                .executor(Runnable::run)
                .tool("note.add", args -> threads.add(Thread.currentThread().getName()))
                .open();
        Session session = governor.session(Users.of("u1")).task("support").open()) {
      CallResult result =
          session.callAsync("note.add", A1).toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(result.succeeded()).isTrue();
      assertThat(threads).hasSize(1).noneMatch(name -> name.startsWith("audit-"));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anObligationIsNotCarriedOutForACallThatIsRefusedAfterAll(Mode mode) {
    List<String> done = new ArrayList<>();
    Interceptor obliges =
        new Interceptor() {
          @Override
          public String id() {
            return "custom";
          }

          @Override
          public Decision check(ToolCall call, CallContext context) {
            return new Permit("custom", null, List.of(new Obligation("notify", "owner")));
          }

          @Override
          public Reservation reserve(ToolCall call, CallContext context) {
            return Reservation.denied(new Deny(ReasonCode.of("custom.no"), "custom", "no", "no"));
          }
        };
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.interceptor(obliges)
                    .obligation("notify", (o, call, context) -> done.add(o.detail())))) {
      assertThat(scene.call(scene.support(), "account.read", A1).executed()).isFalse();
      assertThat(done).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anObserverCannotChangeWhatHappens(Mode mode) {
    List<CallResult> ended = new ArrayList<>();
    CallObserver throwsBefore =
        observer(
            next -> {
              throw new AssertionError("before");
            },
            ended);
    CallObserver throwsAfter =
        observer(
            next -> {
              next.run();
              throw new IllegalStateException("after");
            },
            ended);
    CallObserver forges = observer(next -> next.run() + " forged", ended);
    CallObserver absent = (call, context) -> null;
    CallObserver breaksAtTheEnd =
        (call, context) ->
            result -> {
              throw new LinkageError("at the end");
            };
    for (CallObserver bad : List.of(throwsBefore, throwsAfter, forges, absent, breaksAtTheEnd)) {
      try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.observer(bad))) {
        CallResult result = scene.call(scene.support(), "account.read", A1);
        assertThat(result.output()).isEqualTo("balance of A-1");
        assertThat(scene.ran).hasSize(1);
      }
    }
    assertThat(ended).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anObserverSeesTheToolsOwnException(Mode mode) {
    List<Throwable> seen = new ArrayList<>();
    IllegalStateException boom = new IllegalStateException("boom");
    CallObserver watching =
        observer(
            next -> {
              try {
                return next.run();
              } catch (IllegalStateException e) {
                seen.add(e);
                throw e;
              }
            },
            new ArrayList<>());
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.observer(watching)
                    .tool(
                        "account.read",
                        args -> {
                          throw boom;
                        }))) {
      CallResult result = scene.call(scene.support(), "account.read", A1);
      assertThat(result.error()).contains(boom);
      assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.FAILED);
      assertThat(seen).containsExactly(boom);
    }
  }

  private interface Around {
    Object around(Wrapper.Next next) throws Exception;
  }

  private static CallObserver observer(Around around, List<CallResult> ended) {
    return (call, context) ->
        new CallObserver.Observation() {
          @Override
          public Object around(Wrapper.Next next) throws Exception {
            return around.around(next);
          }

          @Override
          public void ended(CallResult result) {
            ended.add(result);
          }
        };
  }
}
