package org.agentgovernance.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateControlTest {
  private static final ToolCall CALL = ToolCall.of("crm.read", Arguments.empty());

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00.250Z");
  private final CallContext context = Sessions.of("s1", clock);
  private final RateLimits limits = new RateLimits();

  @Test
  void permitsSoManyCallsAPeriodAndThenSaysHowLongToWait() {
    RateControl control = RateControl.forTool("crm", List.of(rule("crm", 2, "PT1S")), limits);
    for (int i = 0; i < 2; i++) {
      assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
      assertThat(control.reserve(CALL, context).denial()).isNull();
    }
    Deny denial = (Deny) control.check(CALL, context);
    assertThat(denial.code()).isEqualTo(ReasonCode.RATE_EXCEEDED);
    assertThat(denial.interceptor()).isEqualTo("rate");
    assertThat(denial.message())
        .isEqualTo(
            "call needs 1 permit, 0 left of 2 per PT1S, the next in 750 ms;"
                + " raise \"crm\" in m.json:50:3");
    assertThat(denial.modelMessage())
        .isEqualTo("Too many calls at the moment. Try again in 750 ms.");
    assertThat(control.reserve(CALL, context).denial()).isEqualTo(denial);
    clock.advance(Duration.ofMillis(750));
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
    assertThat(control.counters(CALL, context))
        .containsExactly(Map.entry("crm", "2 of 2 left per PT1S"));
  }

  @Test
  void sharesARuleBetweenTools() {
    RateRule rule = rule("crm", 1, "PT1S");
    RateControl read = RateControl.forTool("crm", List.of(rule), limits);
    RateControl write = RateControl.forTool("crm", List.of(rule), limits);
    assertThat(read.reserve(CALL, context).denial()).isNull();
    assertThat(write.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @Test
  void goesOnWhereItWasWhenTheManifestIsLoadedAnew() {
    RateControl.forTool("crm", List.of(rule("crm", 1, "PT1S")), limits).reserve(CALL, context);
    assertThat(
            RateControl.forTool("crm", List.of(rule("crm", 1, "PT1S")), limits)
                .check(CALL, context))
        .isInstanceOf(Deny.class);
    assertThat(
            RateControl.forTool("crm", List.of(rule("crm", 2, "PT1S")), limits)
                .check(CALL, context))
        .isInstanceOf(Permit.class);
  }

  @Test
  void givesThePermitBackOnlyWhenTheToolNeverStarted() {
    RateControl control = RateControl.forTool("crm", List.of(rule("crm", 1, "PT1S")), limits);
    control.reserve(CALL, context).settle(Outcome.notRun());
    Reservation second = control.reserve(CALL, context);
    assertThat(second.denial()).isNull();
    second.settle(Outcome.failed(Outcome.Kind.CANCELLED, null, 1));
    assertThat(control.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @Test
  void givesThePermitBackToThePeriodItCameFrom() {
    RateControl control = RateControl.forTool("crm", List.of(rule("crm", 1, "PT1S")), limits);
    Reservation early = control.reserve(CALL, context);
    clock.advance(Duration.ofSeconds(1));
    assertThat(control.reserve(CALL, context).denial()).isNull();
    early.settle(Outcome.notRun());
    assertThat(control.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @Test
  void takesNothingFromTheFirstRateWhenTheSecondDenies() {
    RateControl control =
        RateControl.forTool(
            "crm", List.of(rule("wide", 5, "PT1S"), rule("narrow", 1, "PT1M")), limits);
    control.reserve(CALL, context);
    Reservation refused = control.reserve(CALL, context);
    assertThat(refused.denial()).isNotNull();
    assertThat(refused.denial().message()).contains("the next in 60 s").contains("\"narrow\"");
    assertThat(control.counters(CALL, context))
        .containsExactly(
            Map.entry("wide", "4 of 5 left per PT1S"), Map.entry("narrow", "0 of 1 left per PT1M"));
  }

  @Test
  void givesNoPermitTwiceWhenTheClockStepsBack() {
    RateControl control = RateControl.forTool("crm", List.of(rule("crm", 1, "PT1S")), limits);
    control.reserve(CALL, context);
    clock.advance(Duration.ofHours(-1));
    assertThat(control.reserve(CALL, context).denial()).isNotNull();
    clock.advance(Duration.ofHours(1).plusSeconds(1));
    assertThat(control.reserve(CALL, context).denial()).isNull();
  }

  @Test
  void letsOneOfTwoThreadsHaveTheLastPermit() throws Exception {
    RateControl control = RateControl.forTool("crm", List.of(rule("crm", 1, "PT1S")), limits);
    for (int round = 0; round < 500; round++) {
      clock.advance(Duration.ofSeconds(1));
      List<Reservation> both = Race.run(2, () -> control.reserve(CALL, context));
      assertThat(both).filteredOn(each -> each.denial() == null).hasSize(1);
    }
  }

  @Test
  void neverGivesMoreThanThePermitsToThreadsTogether() throws Exception {
    RateControl control = RateControl.forTool("crm", List.of(rule("crm", 1_000, "PT1S")), limits);
    List<Integer> given =
        Race.run(
            4,
            () -> {
              int permits = 0;
              for (int i = 0; i < 2_000; i++) {
                Reservation reservation = control.reserve(CALL, context);
                if (reservation.denial() == null) {
                  if (i % 2 == 0) {
                    reservation.settle(Outcome.notRun());
                  } else {
                    permits++;
                  }
                }
              }
              return permits;
            });
    assertThat(given.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void refusesARateWithoutPermits(int permits) {
    assertThatThrownBy(() -> rule("crm", permits, "PT1S"))
        .hasMessage("rate \"crm\": permits is at least 1, not " + permits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0005S", "PT0.0015S", "P2D", "PT2562047788015215H"})
  void refusesAPeriodOutOfRange(String per) {
    assertThatThrownBy(() -> rule("crm", 1, per))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rate \"crm\": per is");
  }

  @Test
  void writesTimesToWaitThatAreNeverTooShort() {
    assertThat(Durations.text(1)).isEqualTo("1 ms");
    assertThat(Durations.text(1_001)).isEqualTo("2 s");
    assertThat(Durations.text(120_000)).isEqualTo("120 s");
    assertThat(Durations.text(120_001)).isEqualTo("3 min");
  }

  private static RateRule rule(String id, int permits, String per) {
    return new RateRule(id, permits, Duration.parse(per), new RuleRef(id, "m.json:50:3"));
  }
}
