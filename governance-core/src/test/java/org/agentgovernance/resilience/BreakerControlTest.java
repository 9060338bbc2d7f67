package org.agentgovernance.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
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

class BreakerControlTest {
  private static final ToolCall CALL = ToolCall.of("pay", Arguments.empty());

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final CallContext context = Sessions.of("s1", clock);
  private final Breakers breakers = new Breakers(clock);
  private final BreakerControl control = control(0.5, 4);

  @Test
  void opensWhenTooManyCallsOfAFullWindowFailed() {
    run(failed(), succeeded(), failed());
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
    assertThat(state()).isEqualTo("closed, 2 of 3 failed");
    run(succeeded());
    Deny denial = (Deny) control.check(CALL, context);
    assertThat(denial.code()).isEqualTo(ReasonCode.BREAKER_OPEN);
    assertThat(denial.interceptor()).isEqualTo("breaker");
    assertThat(denial.message())
        .isEqualTo(
            "\"pay\" rests (open, 2 of 4 failed, lets one call through in 30 s); see why it fails,"
                + " or change its breaker in m.json:30:9");
    assertThat(denial.modelMessage())
        .isEqualTo("pay is not available. Try again in 30 s, or go on without it.");
    assertThat(control.reserve(CALL, context).denial()).isEqualTo(denial);
  }

  @Test
  void staysClosedBelowTheRate() {
    run(failed(), succeeded(), succeeded(), succeeded(), succeeded());
    assertThat(state()).isEqualTo("closed, 0 of 4 failed");
  }

  @Test
  void countsATimeoutAsAFailure() {
    run(timedOut(), timedOut(), timedOut(), timedOut());
    assertThat(control.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @Test
  void learnsNothingFromCallsThatWereCancelledOrNeverStarted() {
    for (int i = 0; i < 10; i++) {
      run(cancelled(), Outcome.notRun());
    }
    assertThat(state()).isEqualTo("closed, 0 of 0 failed");
  }

  @Test
  void letsOneCallThroughAfterTheOpenTimeAndClosesWhenItSucceeds() {
    open();
    clock.advance(Duration.ofMillis(29_999));
    assertThat(control.check(CALL, context)).isInstanceOf(Deny.class);
    assertThat(control.reserve(CALL, context).denial()).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(state()).isEqualTo("half-open, lets one call through");
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);

    Reservation probe = control.reserve(CALL, context);
    assertThat(probe.denial()).isNull();
    assertThat(state()).isEqualTo("half-open, one call under way");
    Deny denial = (Deny) control.check(CALL, context);
    assertThat(denial.modelMessage())
        .isEqualTo(
            "pay is not available. Try again when the call under way has ended, or go on without"
                + " it.");
    assertThat(control.reserve(CALL, context).denial()).isEqualTo(denial);

    probe.settle(succeeded());
    assertThat(state()).isEqualTo("closed, 0 of 0 failed");
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
  }

  @Test
  void opensAgainWhenTheOneCallFails() {
    open();
    clock.advance(Duration.ofSeconds(30));
    control.reserve(CALL, context).settle(failed());
    assertThat(state()).isEqualTo("open, 1 of 1 failed, lets one call through in 30 s");
    clock.advance(Duration.ofSeconds(30));
    control.reserve(CALL, context).settle(succeeded());
    assertThat(state()).startsWith("closed");
  }

  @Test
  void letsAnotherCallThroughWhenTheOneToldNothing() {
    open();
    clock.advance(Duration.ofSeconds(30));
    control.reserve(CALL, context).settle(Outcome.notRun());
    assertThat(state()).isEqualTo("half-open, lets one call through");
    control.reserve(CALL, context).settle(cancelled());
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
    Reservation probe = control.reserve(CALL, context);
    assertThat(probe.denial()).isNull();
    assertThat(control.reserve(CALL, context).denial()).isNotNull();
    probe.settle(succeeded());
    assertThat(state()).startsWith("closed");
  }

  @Test
  void letsNothingThatBeganEarlierCountForTheOneCall() {
    List<Reservation> early = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      early.add(control.reserve(CALL, context));
    }
    open();
    clock.advance(Duration.ofSeconds(30));
    Reservation probe = control.reserve(CALL, context);
    early.get(0).settle(succeeded());
    early.get(1).settle(failed());
    early.get(2).settle(Outcome.notRun());
    assertThat(state()).isEqualTo("half-open, one call under way");
    assertThat(control.reserve(CALL, context).denial()).isNotNull();
    probe.settle(succeeded());
    assertThat(state()).isEqualTo("closed, 0 of 0 failed");
  }

  @Test
  void takesSettlementsThatComeWhileItIsOpen() {
    Reservation early = control.reserve(CALL, context);
    open();
    early.settle(succeeded());
    assertThat(control.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @Test
  void neverOpensBecauseCallsAreSlow() {
    Outcome slow = Outcome.succeeded("ok", Usage.none(), Duration.ofHours(1).toNanos());
    run(slow, slow, slow, slow, slow);
    assertThat(state()).isEqualTo("closed, 0 of 4 failed");
  }

  @Test
  void takesAFailureOfAnyShape() {
    run(
        Outcome.failed(Outcome.Kind.FAILED, null, 1),
        Outcome.failed(Outcome.Kind.FAILED, new CompletionException(null), 1),
        Outcome.failed(Outcome.Kind.FAILED, new StackOverflowError(), 1),
        failed());
    assertThat(state()).startsWith("open");
  }

  @Test
  void keepsToolsApart() {
    open();
    BreakerControl other = BreakerControl.forTool("read", rule(0.5, 4, "PT30S"), breakers);
    assertThat(other.check(CALL, context)).isInstanceOf(Permit.class);
  }

  @Test
  void goesOnWhereItWasWhenTheManifestIsLoadedAnew() {
    open();
    assertThat(control(0.5, 4).check(CALL, context)).isInstanceOf(Deny.class);
    assertThat(control(0.5, 5).check(CALL, context)).isInstanceOf(Permit.class);
  }

  @Test
  void letsOneOfTwoThreadsMakeTheOneCall() throws Exception {
    for (int round = 0; round < 300; round++) {
      open();
      clock.advance(Duration.ofSeconds(30));
      List<Reservation> both = Race.run(2, () -> control.reserve(CALL, context));
      assertThat(both).filteredOn(each -> each.denial() == null).hasSize(1);
      for (Reservation each : both) {
        if (each.denial() == null) {
          each.settle(succeeded());
        }
      }
      assertThat(state()).isEqualTo("closed, 0 of 0 failed");
    }
  }

  @Test
  void losesNoFailureOfThreadsTogether() throws Exception {
    BreakerControl wide = control(1, 1_000);
    Race.run(
        4,
        () -> {
          for (int i = 0; i < 250; i++) {
            wide.reserve(CALL, context).settle(failed());
          }
          return 0;
        });
    assertThat(wide.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.01, Double.NaN})
  void refusesARateThatIsNoPart(double rate) {
    assertThatThrownBy(() -> rule(rate, 4, "PT30S"))
        .hasMessage("a breaker's failureRate is more than 0 and at most 1, not " + rate);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_001})
  void refusesAWindowOutOfRange(int window) {
    assertThatThrownBy(() -> rule(0.5, window, "PT30S"))
        .hasMessage("a breaker's window is 1 to 10000 calls, not " + window);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "P2D"})
  void refusesAnOpenTimeOutOfRange(String open) {
    assertThatThrownBy(() -> rule(0.5, 4, open))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a breaker's open is between");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.07, 0.15, 0.29, 0.999, 1})
  void opensAtExactlyTheRate(double rate) {
    BreakerControl exact = control(rate, 100);
    int failures = (int) Math.max(Math.ceil(rate * 100 - 1e-9), 1);
    for (int i = 0; i < 100; i++) {
      assertThat(exact.check(CALL, context)).isInstanceOf(Permit.class);
      exact.reserve(CALL, context).settle(i < 100 - failures ? succeeded() : failed());
    }
    assertThat(exact.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @Test
  void opensForAsShortAsAMillisecond() {
    BreakerControl brief = BreakerControl.forTool("pay", rule(1, 1, "PT0.001S"), breakers);
    brief.reserve(CALL, context).settle(failed());
    assertThat(brief.check(CALL, context)).isInstanceOf(Deny.class);
    assertThat(brief.reserve(CALL, context).denial()).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(brief.check(CALL, context)).isInstanceOf(Permit.class);
    assertThat(brief.reserve(CALL, context).denial()).isNull();
  }

  private void open() {
    run(failed(), failed(), failed(), failed());
    assertThat(state()).startsWith("open, 4 of 4 failed");
  }

  private void run(Outcome... outcomes) {
    for (Outcome outcome : outcomes) {
      Reservation reservation = control.reserve(CALL, context);
      assertThat(reservation.denial()).isNull();
      reservation.settle(outcome);
    }
  }

  private String state() {
    Map<String, String> counters = control.counters(CALL, context);
    assertThat(counters).containsOnlyKeys("breaker");
    return counters.getOrDefault("breaker", "");
  }

  private BreakerControl control(double rate, int window) {
    return BreakerControl.forTool("pay", rule(rate, window, "PT30S"), breakers);
  }

  private static BreakerRule rule(double rate, int window, String open) {
    return new BreakerRule(
        rate, window, Duration.parse(open), new RuleRef("breaker", "m.json:30:9"));
  }

  private static Outcome succeeded() {
    return Outcome.succeeded("ok", Usage.none(), 1);
  }

  private static Outcome failed() {
    return Outcome.failed(Outcome.Kind.FAILED, new IllegalStateException(), 1);
  }

  private static Outcome timedOut() {
    return Outcome.failed(Outcome.Kind.TIMED_OUT, null, 1);
  }

  private static Outcome cancelled() {
    return Outcome.failed(Outcome.Kind.CANCELLED, null, 1);
  }
}
