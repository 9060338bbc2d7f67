package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Never more tools run at once than a cap allows, and no slot is lost. */
@Timeout(120)
class ConcurrencyTest extends ConcurrencyScene {
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
