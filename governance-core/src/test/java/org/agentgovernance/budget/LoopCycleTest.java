package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;

/** Cycles of two to five calls, results that do not change, and sessions that are stopped. */
class LoopCycleTest {
  private static final RuleRef LOOPS = new RuleRef("loops", "m.json:60:12");

  private final CallContext context = Sessions.of("s1", new ManualClock("2026-11-20T10:00:00Z"));
  private final List<GovernanceEvent> events = new ArrayList<>();

  /** A call of some tool, and whether its tool is ever started. */
  record Step(int call, boolean starts) {}

  @Property(tries = 3000)
  void everyCycleIsFoundAtTheDeclaredPointAndNoneWhereNoneIs(
      @ForAll("walks") List<Step> steps, @ForAll @IntRange(min = 2, max = 4) int rounds) {
    LoopControl control = cycles(rounds);
    CallContext fresh = Sessions.of("s", new ManualClock("2026-11-20T10:00:00Z"));
    List<Integer> made = new ArrayList<>();
    for (Step step : steps) {
      int expected = Model.circle(made, step.call(), rounds);
      ToolCall call = call("t" + step.call() % 2, step.call());
      assertThat(control.check(call, fresh) instanceof Deny)
          .as("%s then %s", made, step.call())
          .isEqualTo(expected > 0);
      Reservation taken = control.reserve(call, fresh);
      assertThat(taken.denial() != null).isEqualTo(expected > 0);
      if (expected > 0) {
        assertThat(taken.denial().code()).isEqualTo(ReasonCode.LOOP_CYCLE);
        assertThat(taken.denial().message()).contains("the same " + expected + " calls");
      } else {
        taken.settle(step.starts() ? succeeded("ok") : Outcome.notRun());
        if (step.starts()) {
          made.add(step.call());
        }
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> walks() {
    Arbitrary<List<Integer>> noise = Arbitraries.integers().between(0, 3).list().ofMaxSize(4);
    Arbitrary<List<Integer>> circles =
        Combinators.combine(
                Arbitraries.integers().between(0, 5).list().ofMinSize(1).ofMaxSize(6),
                Arbitraries.integers().between(1, 5))
            .as(
                (sequence, times) ->
                    Collections.nCopies(times, sequence).stream().flatMap(List::stream).toList());
    Arbitrary<List<Integer>> calls =
        Arbitraries.oneOf(noise, circles)
            .list()
            .ofMinSize(1)
            .ofMaxSize(6)
            .map(parts -> parts.stream().flatMap(List::stream).toList());
    return Combinators.combine(calls, Arbitraries.frequency(tuple(9, 1), tuple(1, 10)))
        .as(
            (list, every) -> {
              List<Step> steps = new ArrayList<>();
              for (int i = 0; i < list.size(); i++) {
                steps.add(new Step(list.get(i), every == 1 || i % every != 3));
              }
              return steps;
            });
  }

  private static net.jqwik.api.Tuple.Tuple2<Integer, Integer> tuple(int weight, int value) {
    return net.jqwik.api.Tuple.of(weight, value);
  }

  /** The definition, word for word. */
  private static final class Model {
    static int circle(List<Integer> made, int next, int rounds) {
      for (int length = 2; length <= 5; length++) {
        int size = made.size();
        if (size < length * rounds) {
          continue;
        }
        List<Integer> sequence = made.subList(size - length, size);
        boolean repeated = new HashSet<>(sequence).size() > 1 && sequence.get(0) == next;
        for (int round = 2; round <= rounds; round++) {
          int from = size - round * length;
          repeated &= made.subList(from, from + length).equals(sequence);
        }
        if (repeated) {
          return length;
        }
      }
      return 0;
    }
  }

  @Test
  void saysWhatRepeatsAndNeverWithWhichArguments() {
    LoopControl control = cycles(2);
    for (int i = 0; i < 2; i++) {
      run(control, call("search", 41), "a");
      run(control, call("page.read", 42), "b");
    }
    Deny denial = (Deny) control.check(call("search", 41), context);
    assertThat(denial.code()).isEqualTo(ReasonCode.LOOP_CYCLE);
    assertThat(denial.rule()).isEqualTo(LOOPS);
    assertThat(denial.modelMessage())
        .isEqualTo(
            "You have made the same 2 calls (search, page.read) 2 times. Do something else, or"
                + " finish with what you have.");
    assertThat(denial.message())
        .isEqualTo(
            "the session has made the same 2 calls (search, page.read) 2 times one after the other,"
                + " all that it may, and begins again; see why it goes in circles, or raise cycles"
                + " in m.json:60:12");
    assertThat(control.counters(call("search", 41), context))
        .containsExactly(Map.entry("rounds of a cycle", "2 of 2"));
    assertThat(control.check(call("search", 43), context)).isInstanceOf(Permit.class);
  }

  @Test
  void oneCallThatIsRepeatedIsNoCycle() {
    LoopControl control = cycles(2);
    for (int i = 0; i < 20; i++) {
      run(control, call("poll", 1), "waiting");
    }
    assertThat(control.check(call("poll", 1), context)).isInstanceOf(Permit.class);
  }

  @Test
  void aCycleOfSixCallsIsLeftToTheOtherLimits() {
    LoopControl control = cycles(2);
    for (int i = 0; i < 60; i++) {
      run(control, call("t", i % 6), "x");
    }
  }

  @Test
  void findsACycleInALongSession() {
    LoopControl control = cycles(LoopRule.MOST_CYCLES);
    for (int i = 0; i < 3 * CallHistory.KEPT; i++) {
      run(control, call("t", i), "x");
    }
    for (int i = 0; i < 5 * LoopRule.MOST_CYCLES; i++) {
      run(control, call("u", i % 5), "x");
    }
    assertThat(control.check(call("u", 0), context)).isInstanceOf(Deny.class);
    assertThat(control.check(call("u", 1), context)).isInstanceOf(Permit.class);
  }

  @Test
  void comparesCallsThatWereForgottenInBetween() {
    LoopControl control =
        LoopControl.of(
            new LoopRule(1_000, 2, null, null, LoopRule.OnLoop.DENY, Set.of(), LOOPS),
            List.of(),
            EventSink.none());
    List<Reservation> open = new ArrayList<>();
    run(control, call("a", 0), "x");
    run(control, call("b", 0), "x");
    for (int i = 0; i < LoopState.REMEMBERED; i++) {
      open.add(control.reserve(call("c", i), context));
    }
    open.forEach(reservation -> reservation.settle(Outcome.notRun()));
    run(control, call("a", 0), "x");
    run(control, call("b", 0), "x");
    assertThat(control.check(call("a", 0), context)).isInstanceOf(Deny.class);
  }

  @Test
  void noCallThatEveryThreadTookGoesOnWithACycle() throws Exception {
    for (int round = 0; round < 200; round++) {
      LoopState state = new LoopState();
      LoopRule rule = new LoopRule(null, 2, null, null, LoopRule.OnLoop.DENY, Set.of(), LOOPS);
      Map<Long, Integer> made = Collections.synchronizedMap(new TreeMap<>());
      Race.run(
          4,
          () -> {
            for (int i = 0; i < 20; i++) {
              int argument = ThreadLocalRandom.current().nextInt(2);
              if (state.take(call("t", argument), Integer.MAX_VALUE, rule)
                  instanceof LoopState.Step step) {
                made.put(step.order(), argument);
              }
            }
            return true;
          });
      List<Integer> order = new ArrayList<>(made.values());
      for (int i = 0; i < order.size(); i++) {
        assertThat(Model.circle(order.subList(0, i), order.get(i), 2))
            .as("%s at %s", order, i)
            .isZero();
      }
    }
  }

  // No progress

  @Test
  void deniesAReadThatReturnsTheSameForOtherArguments() {
    LoopControl control = same(3);
    for (int i = 0; i < 3; i++) {
      assertThat(control.check(call("search", i), context)).isInstanceOf(Permit.class);
      run(control, call("search", i), List.of());
    }
    Deny denial = (Deny) control.check(call("search", 9), context);
    assertThat(denial.code()).isEqualTo(ReasonCode.LOOP_NO_PROGRESS);
    assertThat(denial.modelMessage())
        .isEqualTo(
            "search has returned the same result 3 times in a row. Use it, do something else, or"
                + " finish with what you have.");
    assertThat(denial.message()).contains("raise sameResult in m.json:60:12");
    assertThat(control.reserve(call("search", 9), context).denial()).isEqualTo(denial);
    assertThat(control.counters(call("search", 9), context))
        .containsExactly(Map.entry("same results", "3 of 3"));
    assertThat(control.check(call("page.read", 9), context)).isInstanceOf(Permit.class);
  }

  @Test
  void comparesResultsByTheirCanonicalForm() {
    LoopControl control = same(2);
    run(control, call("search", 1), Map.of("a", 1, "b", 2.0));
    run(control, call("search", 2), new TreeMap<>(Map.of("b", 2, "a", 1)));
    assertThat(control.check(call("search", 3), context)).isInstanceOf(Deny.class);
  }

  @Test
  void comparesLongTextsToTheirLastCharacter() {
    LoopControl control = same(2);
    String text = "x".repeat(5_000);
    run(control, call("search", 1), text + "a");
    run(control, call("search", 1), text + "b");
    assertThat(control.check(call("search", 1), context)).isInstanceOf(Permit.class);
    run(control, call("search", 1), text + "b");
    assertThat(control.check(call("search", 1), context)).isInstanceOf(Deny.class);
  }

  @Test
  void anotherResultBeginsAnew() {
    LoopControl control = same(2);
    run(control, call("search", 1), "a");
    run(control, call("search", 1), "b");
    run(control, call("search", 1), "a");
    assertThat(control.check(call("search", 1), context)).isInstanceOf(Permit.class);
  }

  @Test
  void aWriteThatSaysDoneGetsOn() {
    LoopControl control = same(2);
    for (int i = 0; i < 5; i++) {
      run(control, call("note.add", i), "done");
    }
    assertThat(control.counters(call("note.add", 1), context)).isEmpty();
  }

  @Test
  void aFailureIsNoResultAndOneWithoutJsonFormIsLikeNoOther() {
    LoopControl control = same(2);
    run(control, call("search", 1), "a");
    control
        .reserve(call("search", 1), context)
        .settle(Outcome.failed(Outcome.Kind.FAILED, new IllegalStateException(), 1));
    control.reserve(call("search", 1), context).settle(Outcome.notRun());
    assertThat(control.counters(call("search", 1), context))
        .containsEntry("same results", "1 of 2");
    Object odd = new Object();
    run(control, call("search", 1), odd);
    run(control, call("search", 1), odd);
    run(control, call("search", 1), "a");
    run(control, call("search", 1), "a");
    assertThat(control.check(call("search", 1), context)).isInstanceOf(Deny.class);
  }

  // What follows

  @Test
  void denyLetsOtherCallsRun() {
    LoopControl control = of(LoopRule.OnLoop.DENY);
    goRound(control);
    assertThat(control.check(call("b", 1), context)).isInstanceOf(Permit.class);
    run(control, call("c", 1), "x");
  }

  @Test
  void stopDeniesEveryFurtherCallOfTheSession() {
    LoopControl control = of(LoopRule.OnLoop.STOP);
    goRound(control);
    Deny denial = (Deny) control.check(call("c", 1), context);
    assertThat(denial.code()).isEqualTo(ReasonCode.LOOP_STOPPED);
    assertThat(denial.message())
        .isEqualTo(
            "the session was stopped by loop.cycle, as onLoop says; open a new session when the"
                + " reason is clear, or see m.json:60:12");
    assertThat(control.reserve(call("c", 1), context).denial()).isEqualTo(denial);
    CallContext other = Sessions.of("s2", new ManualClock("2026-11-20T10:00:00Z"));
    assertThat(control.check(call("c", 1), other)).isInstanceOf(Permit.class);
  }

  @Test
  void askingStopsNobody() {
    LoopControl control = of(LoopRule.OnLoop.STOP);
    twoRounds(control);
    assertThat(control.check(call("a", 1), context)).isInstanceOf(Deny.class);
    assertThat(control.check(call("c", 1), context)).isInstanceOf(Permit.class);
    assertThat(events).isEmpty();
  }

  @Test
  void tellsOfEachLimitOnce() {
    LoopControl control = of(LoopRule.OnLoop.DENY);
    goRound(control);
    control.denied(call("a", 1), context, (Deny) control.check(call("a", 1), context));
    assertThat(events).hasSize(1);
    GovernanceEvent event = events.get(0);
    assertThat(event.kind()).isEqualTo("loop.detected");
    assertThat(event.session()).isEqualTo("s1");
    assertThat(event.tool()).isEqualTo("a");
    assertThat(event.details())
        .containsExactly(
            Map.entry("code", "loop.cycle"),
            Map.entry("tools", "a, b"),
            Map.entry("times", "2"),
            Map.entry("stopped", "false"));
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> rule(1, null)).hasMessage("cycles is at least 2, not 1");
    assertThatThrownBy(() -> rule(41, null)).hasMessage("cycles is at most 40, not 41");
    assertThatThrownBy(() -> rule(null, 1)).hasMessage("sameResult is at least 2, not 1");
  }

  private static LoopRule rule(Integer cycles, Integer same) {
    return new LoopRule(null, cycles, same, null, LoopRule.OnLoop.DENY, Set.of("search"), LOOPS);
  }

  private LoopControl of(LoopRule.OnLoop onLoop) {
    return LoopControl.of(
        new LoopRule(null, 2, null, null, onLoop, Set.of(), LOOPS), List.of(), events::add);
  }

  private static LoopControl cycles(int rounds) {
    return LoopControl.of(rule(rounds, null), List.of(), EventSink.none());
  }

  private static LoopControl same(int times) {
    return LoopControl.of(rule(null, times), List.of(), EventSink.none());
  }

  private void twoRounds(LoopControl control) {
    for (int i = 0; i < 2; i++) {
      run(control, call("a", 1), "x");
      run(control, call("b", 1), "x");
    }
  }

  private void goRound(LoopControl control) {
    twoRounds(control);
    Deny denial = (Deny) control.check(call("a", 1), context);
    control.denied(call("a", 1), context, denial);
  }

  private void run(LoopControl control, ToolCall call, Object output) {
    Reservation reservation = control.reserve(call, context);
    assertThat(reservation.denial()).isNull();
    reservation.settle(succeeded(output));
  }

  private static Outcome succeeded(Object output) {
    return Outcome.succeeded(output, Usage.none(), 1);
  }

  private static ToolCall call(String tool, int argument) {
    return ToolCall.of(tool, Arguments.of(Map.of("n", argument)));
  }
}
