package org.agentgovernance.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Subject;
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

/** Rates that are counted for each user, agent or tool. */
class RatesApartTest {
  private static final ToolCall CALL = ToolCall.of("t", Arguments.empty());
  private static final RuleRef REF = new RuleRef("r", "m.json:1:1");
  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final RateLimits limits = new RateLimits();

  private CallContext who(String user, String issuer, String agent) {
    return Sessions.of(
        "s-" + user, null, agent, new Subject(user, issuer, Set.of(), Map.of()), clock);
  }

  private RateControl control(String tool, Each... each) {
    RateRule rule = new RateRule("r", 2, Duration.ofMinutes(1), Set.of(each), REF);
    return RateControl.forTool(tool, List.of(rule), limits);
  }

  private static boolean runs(RateControl control, CallContext context) {
    boolean said = control.check(CALL, context) instanceof Permit;
    Reservation reservation = control.reserve(CALL, context);
    assertThat(reservation.denial() == null).isEqualTo(said);
    return said;
  }

  @Test
  void eachUserAtTheirIssuerHasPermitsOfTheirOwn() {
    RateControl control = control("t", Each.USER);
    CallContext ann = who("ann", "a.example", "pilot");
    assertThat(runs(control, ann)).isTrue();
    assertThat(runs(control, ann)).isTrue();
    assertThat(runs(control, ann)).isFalse();
    assertThat(runs(control, who("ann", "a.example", "helper"))).as("same user").isFalse();
    assertThat(runs(control, who("ann", "b.example", "pilot"))).as("other issuer").isTrue();
    assertThat(runs(control, who("ben", "a.example", "pilot"))).isTrue();
    Deny denial = (Deny) control.check(CALL, ann);
    assertThat(denial.code()).isEqualTo(ReasonCode.RATE_EXCEEDED);
    assertThat(denial.message()).contains("0 left of 2 per PT1M for each user");
    assertThat(control.counters(CALL, ann))
        .containsEntry("r", "0 of 2 left per PT1M for each user");
    clock.advance(Duration.ofMinutes(1));
    assertThat(runs(control, ann)).isTrue();
  }

  @Test
  void agentsAndToolsCanBeCountedApartToo() {
    RateControl both = control("t", Each.USER, Each.AGENT, Each.TOOL);
    RateControl other = control("u", Each.USER, Each.AGENT, Each.TOOL);
    CallContext ann = who("ann", "", "pilot");
    assertThat(runs(both, ann)).isTrue();
    assertThat(runs(both, ann)).isTrue();
    assertThat(runs(both, ann)).isFalse();
    assertThat(runs(both, who("ann", "", "helper"))).isTrue();
    assertThat(runs(other, ann)).isTrue();

    RateControl tool = control("t", Each.TOOL);
    assertThat(runs(tool, ann)).isTrue();
    assertThat(runs(tool, who("ben", "", "pilot"))).isTrue();
    assertThat(runs(tool, ann)).isFalse();
    assertThat(runs(control("u", Each.TOOL), ann)).isTrue();
  }

  @Test
  void aCallThatNeverStartedGivesItsUsersPermitBack() {
    RateControl control = control("t", Each.USER);
    CallContext ann = who("ann", "", "pilot");
    for (int i = 0; i < 10; i++) {
      Reservation taken = control.reserve(CALL, ann);
      assertThat(taken.denial()).isNull();
      taken.settle(Outcome.notRun());
    }
    assertThat(runs(control, ann)).isTrue();
  }

  /** Beside one plain limiter for each user, on a clock that also steps back. */
  @Property(tries = 300)
  void countsLikeALimiterForEachUser(
      @ForAll @IntRange(min = 1, max = 4) int permits,
      @ForAll @Size(max = 200) List<@IntRange(max = 99) Integer> steps) {
    RatesApart apart = new RatesApart(Set.of(Each.USER), permits, 50);
    Map<String, RateLimiter> each = new HashMap<>();
    long now = 1_000_000;
    long latest = Long.MIN_VALUE;
    for (int step : steps) {
      now += step % 10 == 0 ? -30 : step / 4;
      latest = Math.max(latest, now - now % 50);
      CallContext context = who("u" + step % 3, "", "pilot");
      RateLimiter own =
          each.computeIfAbsent("u" + step % 3, unused -> new RateLimiter(permits, 50));
      // A limiter of one user alone does not know that time was later for another.
      long known = Math.max(now, latest);
      assertThat(apart.left(context, now)).isEqualTo(own.left(known));
      assertThat(apart.tryAcquire(context, now) != null).isEqualTo(own.tryAcquire(known) != null);
    }
  }

  @Test
  void keepsNothingOfWhoHasNotCalledInThisPeriod() {
    RatesApart apart = new RatesApart(Set.of(Each.USER), 2, 1000);
    for (int period = 1; period < 50; period++) {
      for (int i = 0; i < 20; i++) {
        assertThat(apart.tryAcquire(who("u" + i, "", "pilot"), period * 1000L)).isNotNull();
      }
      assertThat(apart.size()).isEqualTo(20);
    }
  }

  @Test
  void whoComesWhenTooManyAreCountedSharesOneCount() {
    RatesApart apart = new RatesApart(Set.of(Each.USER), 2, 1000, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(apart.tryAcquire(who("u" + i, "", "pilot"), 0)).isNotNull();
    }
    assertThat(apart.tryAcquire(who("late1", "", "pilot"), 0)).isNotNull();
    assertThat(apart.tryAcquire(who("late2", "", "pilot"), 0)).isNotNull();
    assertThat(apart.left(who("late3", "", "pilot"), 0)).isZero();
    assertThat(apart.tryAcquire(who("late3", "", "pilot"), 0)).isNull();
    assertThat(apart.tryAcquire(who("u0", "", "pilot"), 0)).as("known before").isNotNull();
    assertThat(apart.size()).isEqualTo(3);
  }

  @Test
  void noUserEverGetsMoreThanTheirsHoweverManyThreadsAsk() throws Exception {
    RatesApart apart = new RatesApart(Set.of(Each.USER), 50, 1_000_000, 5);
    AtomicIntegerArray given = new AtomicIntegerArray(8);
    Race.run(
        8,
        () -> {
          for (int i = 0; i < 4000; i++) {
            int user = i % 8;
            if (apart.tryAcquire(who("u" + user, "", "pilot"), 1) != null) {
              given.incrementAndGet(user);
            }
          }
          return null;
        });
    int others = 0;
    int own = 0;
    for (int user = 0; user < 8; user++) {
      assertThat(given.get(user)).isLessThanOrEqualTo(50);
      own += given.get(user) == 50 ? 1 : 0;
      others += given.get(user) == 50 ? 0 : given.get(user);
    }
    assertThat(apart.size()).isEqualTo(5);
    assertThat(own == 5 ? others : 50).as("three users share what one has").isEqualTo(50);
  }
}
