package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Never more tools run at once than a cap allows, whoever waits is served, and no slot is lost. */
@Timeout(120)
class ConcurrencyTest {
  private static final String FIND = "\"name\": \"find\", \"effect\": \"read\"";
  private static final Subject OPS = Subject.of("ops");
  private final Semaphore go = new Semaphore(0);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger ran = new AtomicInteger();

  /** Runs until it is let go, and counts how many do so at once. */
  private Object work() throws InterruptedException {
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    begun.countDown();
    try {
      go.acquire();
      ran.incrementAndGet();
      return "found";
    } finally {
      now.decrementAndGet();
    }
  }

  private Harbour harbour(String limits, String tool) {
    return harbour(limits, tool, b -> b);
  }

  private Harbour harbour(String limits, String tool, UnaryOperator<GovernorBuilder> more) {
    return new Harbour(
        Harbour.manifest(limits, FIND + tool), b -> more.apply(b.tool("find", args -> work())));
  }

  private static String cap(String more) {
    return ", \"concurrency\": {\"permits\": 1" + more + "}";
  }

  private static CompletableFuture<CallResult> async(Session session) {
    return session.callAsync("find", Map.of()).toCompletableFuture();
  }

  /** A call in whichever way, on a thread that may wait. */
  private static CompletableFuture<CallResult> start(Mode mode, Session session) {
    if (mode == Mode.ASYNC) {
      return async(session);
    }
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    new Thread(() -> result.complete(session.call("find", Map.of())), "caller").start();
    return result;
  }

  private static CallResult end(CompletableFuture<CallResult> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS);
  }

  private static String counter(Session session) {
    return session.explain("find", Map.of()).steps().stream()
        .filter(step -> step.interceptor().equals("concurrency"))
        .map(step -> String.join(", ", step.counters().values()))
        .findFirst()
        .orElseThrow();
  }

  private static void until(Session session, String counter) {
    while (!counter(session).equals(counter)) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCallBeyondTheCapIsRefusedAtOnce(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", cap(""))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      assertThat(session.decide("find", Map.of()).code())
          .isEqualTo(ReasonCode.CONCURRENCY_EXCEEDED);
      CallResult second = end(start(mode, session));
      assertThat(second.code()).isEqualTo(ReasonCode.CONCURRENCY_EXCEEDED);
      assertThat(second.forOperator()).contains("1 of 1 running", "none waits");
      assertThat(harbour.records("decision").get(0).toString())
          .contains("interceptor=concurrency")
          .contains("verdict=deny");
      go.release();
      assertThat(end(first).succeeded()).isTrue();
      assertThat(session.decide("find", Map.of())).isInstanceOf(Permit.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCallThatWaitsIsServedInItsTurn(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"PT1M\", \"maxWaiting\": 2"))) {
      Session session = harbour.session("u1");
      List<CompletableFuture<CallResult>> calls = new ArrayList<>();
      List<Integer> order = java.util.Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 3; i++) {
        int number = i;
        CompletableFuture<CallResult> call = start(mode, session);
        var unused = call.thenRun(() -> order.add(number));
        calls.add(call);
        until(session, "1 of 1 running, " + i + " waiting");
      }
      assertThat(end(start(mode, session)).forOperator()).contains("the line is full");
      for (CompletableFuture<CallResult> call : calls) {
        go.release();
        assertThat(end(call).succeeded()).isTrue();
      }
      assertThat(order).containsExactly(0, 1, 2);
      assertThat(most).hasValue(1);
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCallThatHasNoTurnInTimeIsRefused(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"PT0.02S\""))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      CallResult late = end(start(mode, session));
      assertThat(late.code()).isEqualTo(ReasonCode.CONCURRENCY_EXCEEDED);
      assertThat(late.forOperator()).contains("waited 20 ms");
      go.release();
      assertThat(end(first).succeeded()).isTrue();
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theWholeChainIsAskedAgainAfterTheWait(Mode mode) throws Exception {
    try (Harbour harbour =
        harbour(
            "\"budgets\": [{\"id\": \"b\", \"per\": [\"user\"], \"unit\": \"calls\","
                + " \"limit\": \"1\"}]",
            cap(", \"queue\": \"PT1M\""))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      CompletableFuture<CallResult> other = start(mode, harbour.session("u2"));
      until(session, "1 of 1 running, 1 waiting");
      CompletableFuture<CallResult> more = start(mode, harbour.session("u2"));
      until(session, "1 of 1 running, 2 waiting");
      go.release(3);
      assertThat(end(first).succeeded()).isTrue();
      assertThat(end(other).succeeded()).isTrue();
      assertThat(end(more).code())
          .as("permitted when it began to wait, not when its turn came")
          .isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  private interface Ending {
    void end(Harbour harbour, Session session);
  }

  private void ended(Mode mode, Ending ending, ReasonCode code) throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"P1D\""))) {
      Session holder = harbour.session("u1");
      CompletableFuture<CallResult> first = async(holder);
      begun.await();
      Session session = harbour.session("u2");
      CompletableFuture<CallResult> waits = start(mode, session);
      until(holder, "1 of 1 running, 1 waiting");
      ending.end(harbour, session);
      CallResult result = end(waits);
      assertThat(result.code()).isEqualTo(code);
      assertThat(result.executed()).isFalse();
      go.release(2);
      end(first);
      assertThat(ran.get()).isLessThanOrEqualTo(1);
      assertThat(counter(holder)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aHaltEndsTheWait(Mode mode) throws Exception {
    ended(
        mode,
        (harbour, session) -> {
          var unused = harbour.governor.control().halt(Target.session(session.id()), "stop", OPS);
        },
        ReasonCode.CONTROL_HALTED);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theEndOfTheSessionEndsTheWait(Mode mode) throws Exception {
    ended(mode, (harbour, session) -> session.close(), ReasonCode.SESSION_CLOSED);
  }

  @Test
  void theEndOfTheGovernorEndsTheWait() throws Exception {
    ended(Mode.ASYNC, (harbour, session) -> harbour.governor.close(), ReasonCode.SESSION_CLOSED);
  }

  @Test
  void anInterruptEndsTheWaitOfTheCaller() throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"P1D\""))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      CompletableFuture<CallResult> waits = new CompletableFuture<>();
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                waits.complete(session.call("find", Map.of()));
                interrupted.complete(Thread.currentThread().isInterrupted());
              });
      caller.start();
      until(session, "1 of 1 running, 1 waiting");
      caller.interrupt();
      assertThat(end(waits).code()).isEqualTo(ReasonCode.CALL_WITHDRAWN);
      assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(counter(session)).isEqualTo("1 of 1 running, 0 waiting");
      go.release();
      assertThat(end(first).succeeded()).isTrue();
    }
  }

  @Test
  void aThousandCallsWaitWithoutAThread() throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"PT1M\", \"maxWaiting\": 1000"))) {
      Session session = harbour.session("u1");
      List<CompletableFuture<CallResult>> calls = new ArrayList<>();
      for (int i = 0; i < 1001; i++) {
        calls.add(async(session));
      }
      until(session, "1 of 1 running, 1000 waiting");
      long busy =
          Thread.getAllStackTraces().values().stream()
              .filter(
                  stack ->
                      List.of(stack).stream()
                          .anyMatch(frame -> frame.getClassName().equals(Room.class.getName())))
              .count();
      assertThat(busy).isZero();
      go.release(1001);
      for (CompletableFuture<CallResult> call : calls) {
        assertThat(end(call).succeeded()).isTrue();
      }
      assertThat(most).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatHangsKeepsItsSlotUntilItIsReallyGone(Mode mode) throws Exception {
    CountDownLatch stubborn = new CountDownLatch(1);
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest("", FIND + ", \"timeout\": \"PT0.05S\"" + cap("")),
            b ->
                b.tool(
                    "find",
                    args -> {
                      boolean done = false;
                      while (!done) {
                        try {
                          done = stubborn.await(1, TimeUnit.MINUTES);
                        } catch (InterruptedException e) {
                          done = false; // as a tool that does not care
                        }
                      }
                      return "late";
                    }))) {
      Session session = harbour.session("u1");
      assertThat(end(start(mode, session)).code()).isEqualTo(ReasonCode.TOOL_TIMEOUT);
      CallResult refused = end(start(mode, session));
      assertThat(refused.code()).isEqualTo(ReasonCode.CONCURRENCY_EXCEEDED);
      assertThat(refused.forOperator()).contains("1 of 1 running (1 past the time limit)");
      stubborn.countDown();
      until(session, "0 of 1 running");
    }
  }

  @Test
  void aStageThatIsCancelledAtTheTimeLimitFreesItsSlot() throws Exception {
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest("", FIND + ", \"timeout\": \"PT0.05S\"" + cap("")),
            b -> b.tool("find", args -> new CompletableFuture<>()))) {
      Session session = harbour.session("u1");
      assertThat(end(async(session)).code()).isEqualTo(ReasonCode.TOOL_TIMEOUT);
      until(session, "0 of 1 running");
    }
  }

  @ParameterizedTest
  @CsvSource({"true, tool.no_thread", "false, tool.cancelled"})
  void anExecutorThatRefusesOrCrashesLosesNoSlot(boolean refuses, String code) throws Exception {
    try (Harbour harbour =
        harbour(
            "",
            cap(""),
            b ->
                b.executor(
                    task -> {
                      throw refuses
                          ? new RejectedExecutionException("full")
                          : new IllegalStateException("crashed");
                    }))) {
      Session session = harbour.session("u1");
      for (Mode mode : Mode.values()) {
        assertThat(end(start(mode, session)).code().value()).isIn(code, "tool.no_thread");
        assertThat(counter(session)).isEqualTo("0 of 1 running");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aDenialBehindTheSlotGivesItBack(Mode mode) throws Exception {
    String budget =
        "\"budgets\": [{\"id\": \"b\", \"per\": [\"user\"], \"unit\": \"usd\", \"limit\": \"1\"}]";
    try (Harbour harbour = harbour(budget, ", \"estimate\": {\"usd\": \"2\"}" + cap(""))) {
      Session session = harbour.session("u1");
      assertThat(end(start(mode, session)).code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(counter(session)).isEqualTo("0 of 1 running");
    }
  }

  @Test
  void aCallThatAPersonDecidesAboutHoldsNoSlotMeanwhile() throws Exception {
    try (Harbour harbour = harbour("", ", \"risk\": \"C\"" + cap(", \"queue\": \"PT1M\""))) {
      Session session = harbour.session("u1");
      go.release(2);
      CallResult asked = session.call("find", Map.of());
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
      assertThat(harbour.decided(asked).succeeded()).isTrue();
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  @Test
  void anApprovalRunsOutWhileItsCallWaitsForATurn() throws Exception {
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest(
                "\"concurrency\": [{\"id\": \"all\", \"tools\": [\"*\"], \"permits\": 1,"
                    + " \"queue\": \"P1D\"}],"
                    + " \"approvals\": [{\"id\": \"boss\", \"executeWithin\": \"PT5M\"}]",
                FIND,
                "\"name\": \"pay\", \"effect\": \"irreversible\""),
            b -> b.tool("find", args -> work()).tool("pay", args -> ran.addAndGet(100)))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      PendingCall pending = session.call("pay", Map.of()).pending().orElseThrow();
      harbour.governor.approvals().approve(pending.request().id(), Subject.of("chief"), "ok");
      until(session, "1 of 1 running, 1 waiting");
      harbour.clock.advance(java.time.Duration.ofMinutes(6));
      go.release();
      CallResult result = end(pending.completion().toCompletableFuture());
      assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
      assertThat(result.forOperator())
          .contains("could not begin within PT5M")
          .contains("executeWithin of \"boss\"");
      assertThat(end(first).succeeded()).isTrue();
      assertThat(ran).hasValue(1);
    }
  }

  @Test
  void takingTheRequestBackEndsTheWait() throws Exception {
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest(
                "\"concurrency\": [{\"id\": \"all\", \"tools\": [\"*\"], \"permits\": 1,"
                    + " \"queue\": \"P1D\"}]",
                FIND,
                "\"name\": \"pay\", \"effect\": \"irreversible\""),
            b -> b.tool("find", args -> work()).tool("pay", args -> ran.addAndGet(100)))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      PendingCall pending = session.call("pay", Map.of()).pending().orElseThrow();
      harbour.governor.approvals().approve(pending.request().id(), Subject.of("boss"), "ok");
      until(session, "1 of 1 running, 1 waiting");
      pending.withdraw();
      CallResult result = end(pending.completion().toCompletableFuture());
      assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
      go.release();
      assertThat(end(first).succeeded()).isTrue();
      assertThat(ran).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aUseOfAStandingGrantIsGivenBackWhenTheWaitEnds(Mode mode, @TempDir Path directory)
      throws Exception {
    String grant =
        """
        {"apiVersion": "agentgovernance/v1", "kind": "StandingGrant", "id": "sg-1",
         "approval": "default", "agent": "pilot", "tools": ["find"],
         "arguments": {"n": {"oneOf": ["1"]}},
         "uses": 2, "notBefore": "2026-11-20T00:00:00Z", "notAfter": "2026-11-21T00:00:00Z",
         "reason": "test", "issuer": "boss"}
        """;
    Path file = Standing.signed(directory, Json.canonical(Json.parse(grant)));
    Map<String, Object> args = Map.of("n", "1");
    try (Harbour harbour =
        harbour(
            "\"approvals\": [{\"id\": \"default\", \"standing\": true}]",
            ", \"risk\": \"C\"" + cap(", \"queue\": \"P1D\""),
            b -> b.budgets(new InMemoryBudgetStore()).standingGrants(Standing.ROOT, file))) {
      Session holder = harbour.session("u1");
      CompletableFuture<CallResult> first = holder.callAsync("find", args).toCompletableFuture();
      begun.await();
      for (int i = 0; i < 3; i++) {
        Session session = harbour.session("u2");
        CompletableFuture<CallResult> waits = new CompletableFuture<>();
        if (mode == Mode.ASYNC) {
          waits = session.callAsync("find", args).toCompletableFuture();
        } else {
          CompletableFuture<CallResult> own = waits;
          new Thread(() -> own.complete(session.call("find", args)), "caller").start();
        }
        until(holder, "1 of 1 running, 1 waiting");
        session.close();
        assertThat(end(waits).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
      }
      go.release(2);
      assertThat(end(first).succeeded()).isTrue();
      assertThat(holder.call("find", args).succeeded()).as("its second use is left").isTrue();
    }
  }

  @Test
  void eachUserHasSlotsOfTheirOwn() throws Exception {
    try (Harbour harbour = harbour("", cap(", \"each\": [\"user\"]"))) {
      Session ann = harbour.session("ann");
      Session ben = harbour.session("ben");
      CompletableFuture<CallResult> first = async(ann);
      begun.await();
      CompletableFuture<CallResult> other = async(ben);
      assertThat(end(async(ann)).code()).isEqualTo(ReasonCode.CONCURRENCY_EXCEEDED);
      go.release(2);
      assertThat(end(first).succeeded()).isTrue();
      assertThat(end(other).succeeded()).isTrue();
    }
  }

  /** Two tools that share a cap and each have their own, with everything that can go wrong. */
  @Test
  void neverMoreThanTheCapRunAndNoSlotIsLostWhateverHappens() throws Exception {
    AtomicInteger shared = new AtomicInteger();
    AtomicInteger sharedMost = new AtomicInteger();
    Tool tool =
        args -> {
          sharedMost.accumulateAndGet(shared.incrementAndGet(), Math::max);
          try {
            switch (ThreadLocalRandom.current().nextInt(4)) {
              case 0 -> throw new IllegalStateException("down");
              case 1 -> TimeUnit.MILLISECONDS.sleep(30);
              default -> Thread.onSpinWait();
            }
            return "done";
          } finally {
            shared.decrementAndGet();
          }
        };
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest(
                """
                "concurrency": [{"id": "both", "tools": ["*"], "permits": 4, "queue": "PT0.05S",
                  "maxWaiting": 8}],
                "rates": [{"id": "r", "tools": ["load"], "permits": 200, "per": "PT1M"}]
                """,
                FIND + ", \"timeout\": \"PT0.01S\", \"concurrency\": {\"permits\": 3}",
                "\"name\": \"load\", \"effect\": \"read\", \"timeout\": \"PT0.01S\","
                    + " \"concurrency\": {\"permits\": 2, \"queue\": \"PT0.02S\"},"
                    + " \"idempotent\": true, \"retry\": {\"backoff\": \"PT0.001S\"}"),
            b -> b.tool("find", tool).tool("load", tool))) {
      List<CompletableFuture<CallResult>> later =
          java.util.Collections.synchronizedList(new ArrayList<>());
      Race.run(
          8,
          () -> {
            Session session = harbour.session("u");
            for (int i = 0; i < 150; i++) {
              String name = i % 2 == 0 ? "find" : "load";
              if (i % 3 == 0) {
                session.call(name, Map.of());
              } else {
                later.add(session.callAsync(name, Map.of()).toCompletableFuture());
              }
              if (i % 50 == 49) {
                session.close();
                session = harbour.session("u");
              }
            }
            return null;
          });
      for (CompletableFuture<CallResult> each : later) {
        end(each);
      }
      assertThat(sharedMost.get()).isBetween(1, 4);
      Session session = harbour.session("u");
      until(session, "0 of 3 running, 0 of 4 running, 0 waiting");
      assertThat(
              session.explain("load", Map.of()).steps().stream()
                  .flatMap(step -> step.counters().values().stream())
                  .filter(text -> text.contains("running")))
          .allMatch(text -> text.startsWith("0 of"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"queue\": \"PT1S\" | needs \"permits\"",
        "\"permits\": 0 | permits",
        "\"permits\": 1, \"maxWaiting\": 5 | needs \"queue\"",
        "\"permits\": 1, \"queue\": \"P2D\" | at most P1D",
        "\"permits\": 1, \"each\": [\"tool\"] | is not one of user, agent",
        "\"permits\": 1, \"most\": 5 | most",
      })
  void aCapThatMakesNoSenseDoesNotLoad(String cap, String message) {
    assertThatThrownBy(() -> harbour("", ", \"concurrency\": {" + cap + "}"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(message);
  }
}
