package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Sessions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopControlTest {
  private static final RuleRef LOOPS = new RuleRef("loops", "m.json:60:12");
  private static final RuleRef TASK = new RuleRef("refund", "m.json:20:7");

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final CallContext context = Sessions.of("s1", clock);

  @Test
  void deniesTheCallThatRepeatsOnceTooOften() {
    LoopControl control = control(3, null);
    for (int i = 0; i < 3; i++) {
      assertThat(control.check(call("read", 1), context)).isInstanceOf(Permit.class);
      run(control, call("read", 1));
    }
    Deny denial = (Deny) control.check(call("read", 1), context);
    assertThat(denial.code()).isEqualTo(ReasonCode.LOOP_IDENTICAL);
    assertThat(denial.rule()).isEqualTo(LOOPS);
    assertThat(denial.message())
        .isEqualTo(
            "the session has made this call with equal arguments 3 times, all that it may;"
                + " raise identicalCalls in m.json:60:12");
    assertThat(denial.modelMessage())
        .isEqualTo(
            "You have already called read with exactly these arguments. Use the results you have,"
                + " or call it differently.");
    assertThat(control.reserve(call("read", 1), context).denial()).isEqualTo(denial);
  }

  @Test
  void tellsCallsApartByToolArgumentsAndSession() {
    LoopControl control = control(1, null);
    run(control, call("read", 1));
    assertThat(control.check(call("read", 1), context)).isInstanceOf(Deny.class);
    assertThat(control.check(call("read", 2), context)).isInstanceOf(Permit.class);
    assertThat(control.check(call("write", 1), context)).isInstanceOf(Permit.class);
    assertThat(control.check(call("read", 1), Sessions.of("s2", clock))).isInstanceOf(Permit.class);
  }

  @Test
  void seesThroughTheOrderOfArguments() {
    LoopControl control = control(1, null);
    run(control, ToolCall.builder("t").argumentsJson("{\"a\":1,\"b\":[2]}").build());
    assertThat(
            control.check(
                ToolCall.builder("t").argumentsJson("{ \"b\" : [2], \"a\" : 1 }").build(), context))
        .isInstanceOf(Deny.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"b\":[2.5,\"\u00e9\"]}",
        "{\"b\":[2.50,\"\u00e9\"],\"a\":1.0}",
        "{\"a\":1e0,\"b\":[25E-1,\"\\u00e9\"]}",
        "{\"\\u0061\":10e-1,\"b\":[0.25e+1,\"\u00e9\"]}"
      })
  void seesThroughTheSpellingOfNumbersAndNames(String spelling) {
    for (String room : List.of("", "x".repeat(5_000))) {
      String more = room.isEmpty() ? "}" : ",\"room\":\"" + room + "\"}";
      LoopControl control = control(1, null);
      String first = "{\"a\":1,\"b\":[2.5,\"\u00e9\"]" + more;
      CallContext fresh = Sessions.of("s" + room.length(), clock);
      ToolCall call = ToolCall.builder("t").argumentsJson(first).build();
      control.reserve(call, fresh).settle(Outcome.succeeded("done", Usage.none(), 1));
      String other = spelling.substring(0, spelling.length() - 1) + more;
      assertThat(control.check(ToolCall.builder("t").argumentsJson(other).build(), fresh))
          .isInstanceOf(Deny.class);
      for (String different : List.of("{\"a\":\"1\"", "{\"a\":1.0000000001", "{\"a\":null")) {
        String text = different + ",\"b\":[2.5,\"\u00e9\"]" + more;
        assertThat(control.check(ToolCall.builder("t").argumentsJson(text).build(), fresh))
            .as(different)
            .isInstanceOf(Permit.class);
      }
    }
  }

  @Test
  void comparesLargeArgumentsByTheirDigest() {
    LoopControl control = control(1, null);
    run(control, text("x".repeat(100_000)));
    assertThat(control.check(text("x".repeat(100_000)), context)).isInstanceOf(Deny.class);
    assertThat(control.check(text("x".repeat(99_999) + "y"), context)).isInstanceOf(Permit.class);
    List<Object> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(Map.of("k", i));
    }
    ToolCall wide = ToolCall.of("t", Arguments.of(Map.of("list", many)));
    run(control, wide);
    assertThat(control.check(wide, context)).isInstanceOf(Deny.class);
  }

  @Test
  void comparesArgumentsOfEqualHashByTheirContent() {
    LoopControl control = control(1, null);
    run(control, text("Aa"));
    assertThat(text("Aa").arguments().hashCode()).isEqualTo(text("BB").arguments().hashCode());
    assertThat(control.check(text("BB"), context)).isInstanceOf(Permit.class);
    run(control, text("BB"));
  }

  @Test
  void takesBackACallWhoseToolNeverStarted() {
    LoopControl control = control(1, 1);
    control.reserve(call("read", 1), context).settle(Outcome.notRun());
    assertThat(control.counters(call("read", 1), context))
        .containsExactly(Map.entry("steps", "0 of 1"), Map.entry("identical calls", "0 of 1"));
    assertThat(control.check(call("read", 1), context)).isInstanceOf(Permit.class);
    assertThat(control.reserve(call("read", 1), context).denial()).isNull();
  }

  @Test
  void countsACallWhoseToolFailed() {
    LoopControl control = control(1, null);
    control
        .reserve(call("read", 1), context)
        .settle(Outcome.failed(Outcome.Kind.TIMED_OUT, null, 1));
    assertThat(control.check(call("read", 1), context)).isInstanceOf(Deny.class);
  }

  @Test
  void countsACallWhileItRuns() {
    LoopControl control = control(1, null);
    assertThat(control.reserve(call("read", 1), context).denial()).isNull();
    assertThat(control.reserve(call("read", 1), context).denial()).isNotNull();
  }

  @Test
  void deniesTheStepTooMany() {
    LoopControl control = control(null, 2);
    run(control, call("a", 1));
    run(control, call("b", 1));
    Deny denial = (Deny) control.check(call("c", 1), context);
    assertThat(denial.code()).isEqualTo(ReasonCode.LOOP_STEPS);
    assertThat(denial.message())
        .isEqualTo(
            "the session and its sub-agents have made 2 calls, all that they may; raise maxSteps in"
                + " m.json:60:12");
    assertThat(denial.modelMessage())
        .isEqualTo("This session has made as many calls as it may. Finish with what you have.");
    assertThat(control.reserve(call("c", 1), context).denial()).isEqualTo(denial);
    assertThat(control.counters(call("c", 1), context))
        .containsExactly(Map.entry("steps", "2 of 2"));
  }

  @Test
  void holdsTheLowerOfSessionAndTask() {
    LoopControl control =
        LoopControl.of(
            new LoopRule(null, 3, LOOPS),
            List.of(new TaskSteps("short", 1, TASK), new TaskSteps("long", 9, TASK)),
            EventSink.none());
    CallContext shorter = Sessions.of("s2", "short", "agent", Subject.of("u"), clock);
    CallContext longer = Sessions.of("s3", "long", "agent", Subject.of("u"), clock);
    control.reserve(call("a", 1), shorter);
    Deny denial = (Deny) control.check(call("b", 1), shorter);
    assertThat(denial.rule()).isEqualTo(TASK);
    assertThat(denial.message())
        .isEqualTo(
            "the session and its sub-agents have made 1 call, all that they may; raise maxSteps in"
                + " m.json:20:7");
    assertThat(control.counters(call("a", 1), longer)).containsEntry("steps", "0 of 3");
  }

  @Test
  void limitsATaskWithoutLoops() {
    LoopControl control =
        LoopControl.of(null, List.of(new TaskSteps("short", 1, TASK)), EventSink.none());
    CallContext shorter = Sessions.of("s2", "short", "agent", Subject.of("u"), clock);
    control.reserve(call("a", 1), shorter);
    assertThat(control.check(call("a", 1), shorter)).isInstanceOf(Deny.class);
    run(control, call("a", 1));
    assertThat(control.check(call("a", 1), context)).isInstanceOf(Permit.class);
    assertThat(control.counters(call("a", 1), context)).isEmpty();
  }

  @Test
  void goesOnWithTheSameCountsUnderOtherLimits() {
    run(control(1, 1), call("a", 1));
    assertThat(control(2, 2).counters(call("a", 1), context))
        .containsExactly(Map.entry("steps", "1 of 2"), Map.entry("identical calls", "1 of 2"));
  }

  @Test
  void forgetsTheCallThatWasNotMadeForLongest() {
    LoopControl control = control(2, null);
    for (int i = 0; i < LoopState.REMEMBERED; i++) {
      run(control, call("a", i));
    }
    run(control, call("a", 0));
    run(control, call("a", -1));
    assertThat(control.check(call("a", 0), context)).isInstanceOf(Deny.class);
    assertThat(control.counters(call("a", 1), context)).containsEntry("identical calls", "0 of 2");
    assertThat(control.counters(call("a", 2), context)).containsEntry("identical calls", "1 of 2");
  }

  @Test
  void settlesACallItHasForgotten() {
    LoopControl control = control(2, 1_000);
    Reservation early = control.reserve(call("a", -1), context);
    for (int i = 0; i < LoopState.REMEMBERED; i++) {
      run(control, call("a", i));
    }
    early.settle(Outcome.notRun());
    assertThat(control.counters(call("a", -1), context))
        .containsExactly(
            Map.entry("steps", LoopState.REMEMBERED + " of 1000"),
            Map.entry("identical calls", "0 of 2"));
  }

  @Test
  void letsOneOfTwoThreadsTakeTheLastStep() throws Exception {
    LoopControl control = control(1, null);
    LoopControl steps = control(null, 1);
    for (int round = 0; round < 500; round++) {
      CallContext fresh = Sessions.of("s" + round, clock);
      List<Reservation> both = Race.run(2, () -> control.reserve(call("a", 1), fresh));
      assertThat(both).filteredOn(each -> each.denial() == null).hasSize(1);
      CallContext other = Sessions.of("t" + round, clock);
      both = Race.run(2, () -> steps.reserve(call("a", 1), other));
      assertThat(both).filteredOn(each -> each.denial() == null).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void refusesLimitsBelowOne(int limit) {
    assertThatThrownBy(() -> new LoopRule(limit, null, LOOPS))
        .hasMessage("identicalCalls is at least 1, not " + limit);
    assertThatThrownBy(() -> new LoopRule(null, limit, LOOPS))
        .hasMessage("maxSteps is at least 1, not " + limit);
    assertThatThrownBy(() -> new TaskSteps("t", limit, TASK))
        .hasMessage("maxSteps is at least 1, not " + limit);
  }

  private LoopControl control(@Nullable Integer identical, @Nullable Integer steps) {
    return LoopControl.of(new LoopRule(identical, steps, LOOPS), List.of(), EventSink.none());
  }

  private void run(LoopControl control, ToolCall call) {
    Reservation reservation = control.reserve(call, context);
    assertThat(reservation.denial()).isNull();
    reservation.settle(Outcome.succeeded("ok", Usage.none(), 1));
  }

  private static ToolCall call(String tool, int argument) {
    return ToolCall.of(tool, Arguments.of(Map.of("n", argument)));
  }

  private static ToolCall text(String text) {
    return ToolCall.of("t", Arguments.of(Map.of("text", text)));
  }
}
