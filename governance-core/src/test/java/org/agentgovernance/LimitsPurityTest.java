package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.agentgovernance.budget.BudgetControl;
import org.agentgovernance.budget.BudgetRule;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.budget.LoopControl;
import org.agentgovernance.budget.LoopRule;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.resilience.BreakerControl;
import org.agentgovernance.resilience.BreakerRule;
import org.agentgovernance.resilience.Breakers;
import org.agentgovernance.resilience.RateControl;
import org.agentgovernance.resilience.RateLimits;
import org.agentgovernance.resilience.RateRule;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Sessions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Budgets, loops, rates and breakers: asking them changes nothing and costs no memory. */
class LimitsPurityTest {
  private static final RuleRef REF = new RuleRef("rule", "m.json:1:1");
  private static final int NOTHING = 1;

  /** What happens, with which arguments, and how often all controls are asked before it. */
  record Step(Kind kind, int argument, int asked) {}

  enum Kind {
    CALL,
    CALL_THAT_FAILS,
    CALL_THAT_NEVER_STARTS,
    WAIT
  }

  /** A set of controls with its own clock and counts. */
  private static final class World {
    final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
    final CallContext context = Sessions.of("s1", clock);
    final List<Interceptor> controls =
        List.of(
            BudgetControl.forTool(
                "t",
                List.of(
                    budget("day", "calls", "9", Duration.ofMinutes(1), Scope.USER),
                    budget("cost", "usd", "3", null, Scope.SESSION, Scope.TOOL),
                    budget("each", "usd", "1", null, Scope.CALL)),
                Map.of("usd", new BigDecimal("0.10")),
                new InMemoryBudgetStore()),
            LoopControl.of(
                new LoopRule(3, 2, 4, 40, LoopRule.OnLoop.DENY, Set.of("t"), REF),
                List.of(),
                EventSink.none()),
            RateControl.forTool(
                "t", List.of(new RateRule("r", 4, Duration.ofSeconds(10), REF)), new RateLimits()),
            BreakerControl.forTool(
                "t", new BreakerRule(0.5, 4, Duration.ofSeconds(20), REF), new Breakers(clock)));

    void ask(ToolCall call, int times) {
      for (int i = 0; i < times; i++) {
        for (Interceptor control : controls) {
          control.check(call, context);
          control.counters(call, context);
        }
      }
    }

    /** Reserves in order, as the enforcement point does, and settles in reverse. */
    String run(ToolCall call, Outcome outcome) {
      List<Reservation> taken = new ArrayList<>();
      Deny denial = null;
      for (Interceptor control : controls) {
        Decision said = control.check(call, context);
        Reservation reservation = control.reserve(call, context);
        denial = reservation.denial();
        assertThat(said.verdict() == Verdict.DENY).isEqualTo(denial != null);
        if (denial != null) {
          break;
        }
        taken.add(reservation);
      }
      for (int i = taken.size() - 1; i >= 0; i--) {
        taken.get(i).settle(denial == null ? outcome : Outcome.notRun());
      }
      return denial == null ? "ran" : denial.toString();
    }

    List<Map<String, String>> counters(ToolCall call) {
      return controls.stream().map(control -> control.counters(call, context)).toList();
    }
  }

  @Property(tries = 300)
  void askingChangesNothing(@ForAll("histories") List<Step> steps) {
    World asked = new World();
    World quiet = new World();
    for (Step step : steps) {
      ToolCall call = ToolCall.of("t", Arguments.of(Map.of("n", step.argument())));
      asked.ask(call, step.asked());
      if (step.kind() == Kind.WAIT) {
        Duration pause = Duration.ofSeconds(step.argument() * 7L);
        asked.clock.advance(pause);
        quiet.clock.advance(pause);
      } else {
        assertThat(asked.run(call, outcome(step))).isEqualTo(quiet.run(call, outcome(step)));
      }
      assertThat(asked.counters(call)).isEqualTo(quiet.counters(call));
    }
  }

  @Test
  void askingAllocatesNothing() {
    World world = new World();
    ToolCall call = ToolCall.of("t", Arguments.of(Map.of("n", 1)));
    world.run(call, Outcome.succeeded("ok", Usage.none(), 1));
    for (Interceptor control : world.controls) {
      checkOften(control, call, world.context);
      long before = allocated();
      checkOften(control, call, world.context);
      long bytes = allocated() - before;
      assertThat(bytes / 10_000).as("bytes a check of %s", control.id()).isLessThan(NOTHING);
    }
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(4, Kind.CALL),
                Tuple.of(2, Kind.CALL_THAT_FAILS),
                Tuple.of(1, Kind.CALL_THAT_NEVER_STARTS),
                Tuple.of(2, Kind.WAIT)),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 2))
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  private static void checkOften(Interceptor control, ToolCall call, CallContext context) {
    for (int i = 0; i < 10_000; i++) {
      if (control.check(call, context).verdict() != Verdict.PERMIT) {
        throw new AssertionError(control.id());
      }
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  private static Outcome outcome(Step step) {
    return switch (step.kind()) {
      case CALL_THAT_FAILS -> Outcome.failed(Outcome.Kind.FAILED, null, 1);
      case CALL_THAT_NEVER_STARTS -> Outcome.notRun();
      default ->
          Outcome.succeeded("ok", new Usage(Map.of("usd", new BigDecimal(step.argument()))), 1);
    };
  }

  private static BudgetRule budget(
      String id, String unit, String limit, @Nullable Duration window, Scope... per) {
    return BudgetRule.builder(id, unit, new BigDecimal(limit), REF)
        .per(Set.of(per))
        .window(window == null ? Window.total() : Window.every(window))
        .build();
  }
}
