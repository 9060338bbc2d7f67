package org.agentgovernance.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.resilience.BreakerStatus.State;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;

/** Breakers that their own tool never tries: beside a plain model, on a clock moved by hand. */
class BreakerTrialTest {
  private static final ToolCall CALL = ToolCall.of("pay", Arguments.empty());
  private static final RuleRef REF = new RuleRef("pay", "m.json:1:1");
  private static final int WINDOW = 3;
  private static final Duration REST = Duration.ofSeconds(30);

  enum Step {
    SUCCEEDS,
    FAILS,
    TIMES_OUT,
    CANCELLED,
    PROBE_SUCCEEDS,
    PROBE_FAILS,
    PROBE_NEVER_STARTS,
    WAIT,
    WAIT_LONG,
    RESET
  }

  private static BreakerRule rule(BreakerRule.Trial trial, Each... each) {
    return new BreakerRule(0.5, WINDOW, REST, Set.of(each), trial, REF);
  }

  private static Outcome outcome(Step step) {
    return switch (step) {
      case SUCCEEDS, PROBE_SUCCEEDS -> Outcome.succeeded("ok", Usage.none(), 1);
      case FAILS, PROBE_FAILS -> Outcome.failed(Outcome.Kind.FAILED, null, 1);
      case TIMES_OUT -> Outcome.failed(Outcome.Kind.TIMED_OUT, null, 1);
      case CANCELLED -> Outcome.failed(Outcome.Kind.CANCELLED, null, 1);
      default -> Outcome.notRun();
    };
  }

  /** Closed with a window, or open until a time; nothing else. */
  private static final class Model {
    final boolean probed;
    final List<Boolean> window = new ArrayList<>();
    long openUntil = -1;

    Model(boolean probed) {
      this.probed = probed;
    }

    void ended(boolean failed, long now) {
      window.add(failed);
      if (window.size() > WINDOW) {
        window.remove(0);
      }
      long failures = window.stream().filter(each -> each).count();
      if (window.size() == WINDOW && failures * 2 >= WINDOW) {
        openUntil = now + REST.toMillis();
      }
    }

    void probe(Step step, long now) {
      if (!probed || openUntil < 0 || now < openUntil) {
        return;
      }
      if (step == Step.PROBE_SUCCEEDS) {
        close();
      } else if (step == Step.PROBE_FAILS) {
        openUntil = now + REST.toMillis();
      }
    }

    void close() {
      openUntil = -1;
      window.clear();
    }

    State state(long now) {
      if (openUntil < 0) {
        return State.CLOSED;
      }
      return probed && now >= openUntil ? State.HALF_OPEN : State.OPEN;
    }
  }

  @Property(tries = 500)
  void followsTheModelAndNeverLetsACallOfItsOwnToolTry(
      @ForAll boolean probed, @ForAll @Size(max = 80) List<Step> steps) {
    ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
    CallContext context = Sessions.of("s1", clock);
    List<String> told = new ArrayList<>();
    Breakers breakers = new Breakers(clock, event -> told.add(event.kind()));
    BreakerRule rule = rule(new BreakerRule.Trial(false, probed ? "look" : null));
    BreakerControl control = BreakerControl.forTool("pay", rule, breakers);
    TrialControl trial =
        TrialControl.forProbe(List.of(new TrialControl.Guarded("pay", rule)), breakers);
    Model model = new Model(probed);
    for (Step step : steps) {
      State before = model.state(clock.millis());
      int events = told.size();
      switch (step) {
        case SUCCEEDS, FAILS, TIMES_OUT, CANCELLED -> {
          boolean admitted = control.check(CALL, context) instanceof Permit;
          Reservation reservation = control.reserve(CALL, context);
          assertThat(reservation.denial() == null).isEqualTo(admitted);
          assertThat(admitted).isEqualTo(before == State.CLOSED);
          if (admitted) {
            reservation.settle(outcome(step));
            if (step != Step.CANCELLED) {
              model.ended(step != Step.SUCCEEDS, clock.millis());
            }
          }
        }
        case PROBE_SUCCEEDS, PROBE_FAILS, PROBE_NEVER_STARTS -> {
          if (probed) {
            assertThat(trial.check(CALL, context)).isInstanceOf(Permit.class);
            trial.reserve(CALL, context).settle(outcome(step));
            model.probe(step, clock.millis());
          }
        }
        case WAIT -> clock.advance(Duration.ofSeconds(10));
        case WAIT_LONG -> clock.advance(Duration.ofDays(400));
        case RESET -> {
          assertThat(breakers.reset("pay")).isEqualTo(before == State.CLOSED ? 0 : 1);
          if (before != State.CLOSED) {
            model.close();
          }
        }
      }
      State after = model.state(clock.millis());
      assertThat(breakers.states().get(0).state()).as("after %s", step).isEqualTo(after);
      if (before == State.CLOSED && after == State.OPEN) {
        assertThat(told.subList(events, told.size())).containsExactly("breaker.opened");
      }
      if (before != State.CLOSED && after == State.CLOSED) {
        assertThat(told.get(told.size() - 1)).isEqualTo("breaker.closed");
      }
    }
  }

  @Test
  void aProbeThatBeganBeforeTheBreakerOpenedAgainProvesNothing() {
    ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
    CallContext context = Sessions.of("s1", clock);
    Breakers breakers = new Breakers(clock);
    BreakerRule rule = rule(new BreakerRule.Trial(false, "look"));
    BreakerControl control = BreakerControl.forTool("pay", rule, breakers);
    TrialControl trial =
        TrialControl.forProbe(List.of(new TrialControl.Guarded("pay", rule)), breakers);
    Reservation early = trial.reserve(CALL, context);
    open(control, context);
    early.settle(outcome(Step.SUCCEEDS));
    assertThat(breakers.states().get(0).state()).isEqualTo(State.OPEN);
    clock.advance(REST);
    Reservation slow = trial.reserve(CALL, context);
    breakers.reset("pay");
    open(control, context);
    slow.settle(outcome(Step.SUCCEEDS));
    assertThat(breakers.states().get(0).state()).isEqualTo(State.OPEN);
  }

  @Test
  void keepsABoundedNumberOfBreakersAndNeverDropsAnOpenOne() {
    ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
    List<GovernanceEvent> told = new ArrayList<>();
    Breakers breakers = new Breakers(clock, told::add);
    BreakerControl control =
        BreakerControl.forTool("pay", rule(BreakerRule.Trial.ITSELF, Each.USER), breakers);
    CallContext first = user("first", clock);
    open(control, first);
    for (int i = 0; i < 2 * BreakerSet.MOST; i++) {
      control.reserve(CALL, user("u" + i, clock)).settle(outcome(Step.SUCCEEDS));
    }
    assertThat(breakers.states()).hasSizeLessThanOrEqualTo(BreakerSet.MOST);
    assertThat(control.check(CALL, first)).isNotInstanceOf(Permit.class);
    assertThat(told).hasSize(1);
  }

  private static CallContext user(String id, ManualClock clock) {
    return Sessions.of("s", null, "pilot", new Subject(id, "", Set.of(), Map.of()), clock);
  }

  private static void open(BreakerControl control, CallContext context) {
    for (int i = 0; i < WINDOW; i++) {
      control.reserve(CALL, context).settle(outcome(Step.FAILS));
    }
    assertThat(control.check(CALL, context)).isNotInstanceOf(Permit.class);
  }
}
