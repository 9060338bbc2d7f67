package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.rollout.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call whose tool fails is made again where the tool is idempotent, and nowhere else. */
class TriesTest {
  private static final String RETRY =
      "\"idempotent\": true, \"retry\": {\"attempts\": 3, \"backoff\": \"PT0.001S\"}";
  private static final String LONG =
      "\"idempotent\": true, \"retry\": {\"attempts\": 3, \"backoff\": \"PT1H\", \"maxBackoff\":"
          + " \"PT1H\", \"within\": \"P1D\"}";
  private static final Subject OPS = Subject.of("ops");
  private final AtomicInteger ran = new AtomicInteger();

  /** Fails as often as is said, then answers. */
  private Harbour harbour(String limits, String tool, int failures, DoubleSupplier jitter) {
    return new Harbour(
        Harbour.manifest(limits, "\"name\": \"save\", \"effect\": \"write\", " + tool),
        b -> {
          b.jitter = jitter;
          return b.tool(
              "save",
              args -> {
                if (ran.incrementAndGet() <= failures) {
                  throw new IllegalStateException("down");
                }
                return "saved";
              });
        });
  }

  private static CallResult call(Mode mode, Session session) throws Exception {
    return mode == Mode.SYNC
        ? session.call("save", Map.of())
        : session.callAsync("save", Map.of()).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** The call on a thread of its own, when it has come to its first pause. */
  private static final class Waiting {
    final CountDownLatch paused = new CountDownLatch(1);
    final CompletableFuture<CallResult> result = new CompletableFuture<>();
    final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread thread = Thread.currentThread();

    double jitter() {
      paused.countDown();
      return 0.99;
    }

    void call(Mode mode, Session session) throws Exception {
      thread =
          new Thread(
              () -> {
                try {
                  result.complete(
                      mode == Mode.SYNC
                          ? session.call("save", Map.of())
                          : session.callAsync("save", Map.of()).toCompletableFuture().join());
                } catch (RuntimeException e) {
                  result.completeExceptionally(e);
                }
                interrupted.complete(Thread.currentThread().isInterrupted());
              });
      thread.start();
      assertThat(paused.await(20, TimeUnit.SECONDS)).isTrue();
    }

    CallResult result() throws Exception {
      return result.get(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void eachTryHasItsOwnRecordsLinkedToTheFirst(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", RETRY, 2, () -> 0.5)) {
      CallResult result = call(mode, harbour.session("u1"));
      assertThat(result.succeeded()).isTrue();
      assertThat(result.output()).isEqualTo("saved");
      assertThat(ran).hasValue(3);
      List<Map<String, Object>> intents = harbour.records("intent");
      assertThat(intents).hasSize(3);
      Object first = intents.get(0).get("call");
      assertThat(intents.get(0)).doesNotContainKey("retry");
      assertThat(intents).extracting(record -> record.get("call")).doesNotHaveDuplicates();
      for (int i = 1; i < 3; i++) {
        Map<String, Object> link = Map.of("attempt", (long) i + 1, "of", first);
        assertThat(intents.get(i).get("retry")).isEqualTo(link);
        assertThat(harbour.records("outcome").get(i).get("retry")).isEqualTo(link);
      }
      assertThat(result.callId()).isEqualTo(intents.get(2).get("call"));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void eachTryIsBudgetedAndTheLastFailureStaysWhenTheBudgetEnds(Mode mode) throws Exception {
    String budget =
        "\"budgets\": [{\"id\": \"two\", \"per\": [\"user\"], \"unit\": \"calls\", \"limit\":"
            + " \"2\"}]";
    denied(mode, budget, RETRY, ReasonCode.BUDGET_EXCEEDED, 2);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aTryThatTheLoopControlDeniesLeavesTheLastFailure(Mode mode) throws Exception {
    denied(mode, "\"loops\": {\"identicalCalls\": 2}", RETRY, ReasonCode.LOOP_IDENTICAL, 2);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aTryThatTheBreakerDeniesLeavesTheLastFailure(Mode mode) throws Exception {
    denied(mode, "", RETRY + ", \"breaker\": {\"window\": 1}", ReasonCode.BREAKER_OPEN, 1);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aTryThatARateDeniesLeavesTheLastFailure(Mode mode) throws Exception {
    String rate =
        "\"rates\": [{\"id\": \"r\", \"tools\": [\"save\"], \"permits\": 1, \"per\": \"PT1M\"}]";
    denied(mode, rate, RETRY, ReasonCode.RATE_EXCEEDED, 1);
  }

  private void denied(Mode mode, String limits, String tool, ReasonCode code, int tries)
      throws Exception {
    try (Harbour harbour = harbour(limits, tool, 99, () -> 0)) {
      CallResult result = call(mode, harbour.session("u1"));
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(result.executed()).isTrue();
      assertThat(ran).hasValue(tries);
      Map<String, Object> denial = harbour.records("decision").get(0);
      assertThat(denial.get("code")).isEqualTo(code.value());
      assertThat(denial.get("retry"))
          .isEqualTo(
              Map.of("attempt", tries + 1L, "of", harbour.records("intent").get(0).get("call")));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void givesUpAfterTheDeclaredNumberOfTries(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", RETRY, 99, () -> 0)) {
      assertThat(call(mode, harbour.session("u1")).code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(ran).hasValue(3);
      assertThat(harbour.records("decision")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void triesAgainAfterATimeoutToo(Mode mode) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest(
                "",
                "\"name\": \"save\", \"effect\": \"write\", \"timeout\": \"PT0.05S\", " + RETRY),
            b ->
                b.tool(
                    "save",
                    args -> {
                      if (ran.incrementAndGet() < 3) {
                        never.await();
                      }
                      return "saved";
                    }))) {
      assertThat(call(mode, harbour.session("u1")).succeeded()).isTrue();
      assertThat(harbour.records("outcome"))
          .extracting(record -> String.valueOf(((Map<?, ?>) record.get("outcome")).get("code")))
          .containsExactly("tool.timeout", "tool.timeout", "permitted");
    }
  }

  @ParameterizedTest
  @CsvSource({"failed, 1", "timeout, 0"})
  void triesAgainOnlyAfterWhatIsDeclared(String on, int more) throws Exception {
    String retry = "\"idempotent\": true, \"retry\": {\"attempts\": 2, \"on\": [\"" + on + "\"]}";
    try (Harbour harbour = harbour("", retry, 99, () -> 0)) {
      assertThat(call(Mode.SYNC, harbour.session("u1")).code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(ran).hasValue(1 + more);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aPersonApprovesOneCallAndNotAsManyAsItTakes(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", RETRY + ", \"risk\": \"C\"", 99, () -> 0)) {
      Session session = harbour.session("u1");
      CallResult result;
      if (mode == Mode.SYNC) {
        result = harbour.call(session, "save");
      } else {
        CompletableFuture<CallResult> later =
            session.callAsync("save", Map.of()).toCompletableFuture();
        harbour
            .governor
            .approvals()
            .approve(harbour.governor.approvals().pending().get(0).id(), Subject.of("boss"), "ok");
        result = later.get(20, TimeUnit.SECONDS);
      }
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(ran).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatWasApprovedInAdvanceIsOneCallToo(Mode mode, @TempDir Path directory) throws Exception {
    String grant =
        """
        {"apiVersion": "agentgovernance/v1", "kind": "StandingGrant", "id": "sg-1",
         "approval": "default", "agent": "pilot", "tools": ["save"],
         "arguments": {"n": {"oneOf": ["1"]}},
         "uses": 5, "notBefore": "2026-11-20T00:00:00Z", "notAfter": "2026-11-21T00:00:00Z",
         "reason": "test", "issuer": "boss"}
        """;
    Path file = Standing.signed(directory, Json.canonical(Json.parse(grant)));
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest(
                "\"approvals\": [{\"id\": \"default\", \"standing\": true}]",
                "\"name\": \"save\", \"effect\": \"write\", \"risk\": \"C\", " + RETRY),
            b ->
                b.budgets(new InMemoryBudgetStore())
                    .standingGrants(Standing.ROOT, file)
                    .tool(
                        "save",
                        args -> {
                          ran.incrementAndGet();
                          throw new IllegalStateException("down");
                        }))) {
      Session session = harbour.session("u1");
      Map<String, Object> args = Map.of("n", "1");
      CallResult result =
          mode == Mode.SYNC
              ? session.call("save", args)
              : session.callAsync("save", args).toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(ran).hasValue(1);
      assertThat(harbour.records("decision")).as("no further try was begun").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"outputs\": {\"schema\": {\"type\": \"number\"}}",
        "\"outputs\": {\"maxBytes\": 1}"
      })
  void anAnswerThatWasWithheldIsNeverAskedForAgain(String outputs) throws Exception {
    try (Harbour harbour = harbour("", RETRY + ", " + outputs, 0, () -> 0)) {
      CallResult result = call(Mode.SYNC, harbour.session("u1"));
      assertThat(result.code()).isEqualTo(ReasonCode.SCHEMA_INVALID_OUTPUT);
      assertThat(ran).hasValue(1);
    }
  }

  @Test
  void aDeniedCallIsNotTriedAgain() throws Exception {
    String budget =
        "\"budgets\": [{\"id\": \"none\", \"per\": [\"user\"], \"unit\": \"usd\","
            + " \"limit\": \"1\"}]";
    try (Harbour harbour =
        harbour(budget, RETRY + ", \"estimate\": {\"usd\": \"2\"}", 99, () -> 0)) {
      CallResult result = call(Mode.SYNC, harbour.session("u1"));
      assertThat(result.code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(harbour.records("decision")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aHaltEndsTheWaitAndIsOnRecord(Mode mode) throws Exception {
    ended(
        mode,
        (harbour, session) -> {
          var unused = harbour.governor.control().halt(Target.tool("save"), "stop", OPS);
        },
        ReasonCode.CONTROL_HALTED);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void closingTheSessionEndsTheWait(Mode mode) throws Exception {
    ended(mode, (harbour, session) -> session.close(), ReasonCode.SESSION_CLOSED);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void closingTheGovernorEndsTheWait(Mode mode) throws Exception {
    Waiting waiting = new Waiting();
    try (Harbour harbour = harbour("", LONG, 99, waiting::jitter)) {
      waiting.call(mode, harbour.session("u1"));
      harbour.governor.close();
      assertThat(waiting.result().code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(ran).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aFurtherTryAsksNobody(Mode mode) throws Exception {
    ended(
        mode,
        (harbour, session) -> {
          var unused = harbour.governor.control().investigate(Target.tool("save"), "why", OPS);
        },
        ReasonCode.APPROVAL_UNAVAILABLE);
  }

  private interface Ending {
    void end(Harbour harbour, Session session);
  }

  private void ended(Mode mode, Ending ending, ReasonCode code) throws Exception {
    Waiting waiting = new Waiting();
    try (Harbour harbour = harbour("", LONG, 99, waiting::jitter)) {
      Session session = harbour.session("u1");
      waiting.call(mode, session);
      ending.end(harbour, session);
      assertThat(waiting.result().code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(ran).hasValue(1);
      assertThat(harbour.records("decision").get(0))
          .containsEntry("code", code.value())
          .containsKey("retry");
      assertThat(harbour.governor.approvals().pending()).isEmpty();
    }
  }

  @Test
  void anInterruptedCallerGetsTheLastFailureAndKeepsTheInterrupt() throws Exception {
    Waiting waiting = new Waiting();
    try (Harbour harbour = harbour("", LONG, 99, waiting::jitter)) {
      waiting.call(Mode.SYNC, harbour.session("u1"));
      waiting.thread.interrupt();
      assertThat(waiting.result().code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(waiting.interrupted.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(ran).hasValue(1);
    }
  }

  @Test
  void aThousandCallsWaitWithoutAThread() throws Exception {
    int calls = 1000;
    CountDownLatch paused = new CountDownLatch(calls);
    List<CompletableFuture<CallResult>> results = new ArrayList<>();
    try (Harbour harbour =
        harbour(
            "",
            LONG,
            Integer.MAX_VALUE,
            () -> {
              paused.countDown();
              return 0.99;
            })) {
      Session session = harbour.session("u1");
      for (int i = 0; i < calls; i++) {
        results.add(session.callAsync("save", Map.of("n", i)).toCompletableFuture());
      }
      assertThat(paused.await(60, TimeUnit.SECONDS)).isTrue();
      Consumer<Thread> idle =
          thread -> {
            for (StackTraceElement frame : thread.getStackTrace()) {
              assertThat(frame.getClassName()).isNotEqualTo(Tries.class.getName());
            }
          };
      Thread.getAllStackTraces().keySet().forEach(idle);
      session.close();
      for (CompletableFuture<CallResult> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS).code()).isEqualTo(ReasonCode.TOOL_FAILED);
      }
      assertThat(ran).hasValue(calls);
    }
  }

  @Test
  void aToolThatDoesNotSayThatItIsIdempotentDoesNotLoad() {
    assertThatThrownBy(() -> harbour("", "\"retry\": {}", 0, () -> 0))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("tools[0].retry")
        .hasMessageContaining("\"idempotent\": true");
    assertThatThrownBy(() -> harbour("", "\"idempotent\": false, \"retry\": {}", 0, () -> 0))
        .isInstanceOf(ManifestException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"attempts\": 1 | from 2 to 10",
        "\"attempts\": 11 | from 2 to 10",
        "\"backoff\": \"PT10S\", \"maxBackoff\": \"PT1S\" | at least its backoff",
        "\"within\": \"P2D\" | at most P1D",
        "\"on\": [\"denied\"] | is not one of failed, timeout",
        "\"on\": [] | at least one entry",
        "\"tries\": 3 | tries",
      })
  void aRetryThatMakesNoSenseDoesNotLoad(String retry, String message) {
    assertThatThrownBy(
            () -> harbour("", "\"idempotent\": true, \"retry\": {" + retry + "}", 0, () -> 0))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anIrreversibleToolIsNeverTriedAgain() {
    assertThatThrownBy(
            () -> Harbour.manifest("", "\"name\": \"pay\", \"effect\": \"irreversible\", " + RETRY))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("always needs a person");
  }

  @Test
  void outcomesOfTriesAreCountedByTheBreakerOneByOne() throws Exception {
    try (Harbour harbour = harbour("", RETRY + ", \"breaker\": {\"window\": 10}", 2, () -> 0)) {
      assertThat(call(Mode.SYNC, harbour.session("u1")).outcome().kind())
          .isEqualTo(Outcome.Kind.SUCCEEDED);
      assertThat(harbour.governor.breakers().get(0).failed()).isEqualTo(2);
      assertThat(harbour.governor.breakers().get(0).calls()).isEqualTo(3);
    }
  }

  @Test
  void noTryBeginsLaterThanDeclared() throws Exception {
    String retry =
        "\"idempotent\": true, \"retry\": {\"attempts\": 9, \"backoff\": \"PT1H\","
            + " \"maxBackoff\": \"PT1H\", \"within\": \"PT1S\"}";
    try (Harbour harbour = harbour("", retry, 99, () -> 0.9)) {
      assertThat(call(Mode.SYNC, harbour.session("u1")).code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(ran).as("a pause of 54 min does not fit into a second").hasValue(1);
    }
  }
}
