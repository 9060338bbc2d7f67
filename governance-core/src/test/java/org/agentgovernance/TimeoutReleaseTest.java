package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.resilience.BreakerStatus.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tool that does not answer in time leaves nothing reserved behind, of any kind. */
class TimeoutReleaseTest {
  private final AtomicInteger hangs = new AtomicInteger();

  private Harbour harbour(String limits, String tool) {
    CountDownLatch never = new CountDownLatch(1);
    return new Harbour(
        Harbour.manifest(
            limits, "\"name\": \"save\", \"effect\": \"write\", \"timeout\": \"PT0.03S\"" + tool),
        b ->
            b.tool(
                "save",
                args -> {
                  if (hangs.getAndDecrement() > 0) {
                    never.await();
                  }
                  return "saved";
                }));
  }

  private CallResult hanging(Mode mode, Session session) throws Exception {
    hangs.set(1);
    CallResult result = call(mode, session);
    assertThat(result.code()).isEqualTo(ReasonCode.TOOL_TIMEOUT);
    return result;
  }

  private static CallResult call(Mode mode, Session session) throws Exception {
    return mode == Mode.SYNC
        ? session.call("save", Map.of())
        : session.callAsync("save", Map.of()).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static String counters(Session session) {
    return session.explain("save", Map.of()).steps().stream()
        .flatMap(step -> step.counters().entrySet().stream())
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("; "));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aBudgetBooksTheEstimateAndHoldsNoReservation(Mode mode) throws Exception {
    String budget =
        "\"budgets\": [{\"id\": \"b\", \"per\": [\"user\"], \"unit\": \"usd\", \"limit\": \"3\"}]";
    try (Harbour harbour = harbour(budget, ", \"estimate\": {\"usd\": \"1\"}")) {
      Session session = harbour.session("u1");
      hanging(mode, session);
      assertThat(counters(session)).contains("b=2 of 3");
      assertThat(call(mode, session).succeeded()).isTrue();
      assertThat(call(mode, session).succeeded()).isTrue();
      assertThat(call(mode, session).code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(harbour.records("outcome").get(0).toString())
          .as("settled before the outcome was recorded")
          .contains("budget");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aRateCountsTheCallOnceAndGivesThePermitWithItsPeriod(Mode mode) throws Exception {
    String rate =
        "\"rates\": [{\"id\": \"r\", \"tools\": [\"save\"], \"permits\": 2, \"per\": \"PT1M\"}]";
    try (Harbour harbour = harbour(rate, "")) {
      Session session = harbour.session("u1");
      hanging(mode, session);
      assertThat(counters(session)).contains("r=1 of 2 left");
      harbour.clock.advance(Duration.ofMinutes(1));
      assertThat(counters(session)).contains("r=2 of 2 left");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aBreakersProbeEndsSoThatTheNextOneMayTry(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", ", \"breaker\": {\"window\": 1, \"open\": \"PT30S\"}")) {
      Session session = harbour.session("u1");
      hanging(mode, session);
      harbour.clock.advance(Duration.ofSeconds(30));
      hanging(mode, session);
      assertThat(harbour.governor.breakers().get(0).state()).isEqualTo(State.OPEN);
      harbour.clock.advance(Duration.ofSeconds(30));
      assertThat(call(mode, session).succeeded()).isTrue();
      assertThat(harbour.governor.breakers().get(0).state()).isEqualTo(State.CLOSED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aSlotIsFreeOnceTheToolHasLeft(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", ", \"concurrency\": {\"permits\": 1}")) {
      Session session = harbour.session("u1");
      hanging(mode, session);
      while (!counters(session).contains("save=0 of 1 running")) {
        Thread.onSpinWait();
      }
      assertThat(call(mode, session).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theLoopControlCountsTheStepOnce(Mode mode) throws Exception {
    try (Harbour harbour = harbour("\"loops\": {\"maxSteps\": 2}", "")) {
      Session session = harbour.session("u1");
      hanging(mode, session);
      assertThat(counters(session)).contains("steps=1 of 2");
      assertThat(call(mode, session).succeeded()).isTrue();
      assertThat(call(mode, session).code()).isEqualTo(ReasonCode.LOOP_STEPS);
    }
  }
}
