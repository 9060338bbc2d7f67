package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;

class BudgetAlertTest {
  private static final ToolCall CALL = ToolCall.of("t", Arguments.empty());

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final List<GovernanceEvent> events = Collections.synchronizedList(new ArrayList<>());

  @Test
  void raisesEachThresholdOnceInEachWindow() {
    BudgetControl control = control("10", Window.every(Duration.ofDays(1)), Scope.USER);
    CallContext one = Sessions.of("s1", clock);
    CallContext other = Sessions.of("s2", clock);
    for (int day = 0; day < 3; day++) {
      for (int i = 0; i < 4; i++) {
        run(control, i % 2 == 0 ? one : other, "1");
      }
      assertThat(thresholds()).isEmpty();
      run(control, one, "1");
      assertThat(thresholds()).containsExactly("0.5");
      run(control, other, "0");
      run(control, one, "3");
      assertThat(thresholds()).containsExactly("0.5", "0.8");
      run(control, other, "1");
      assertThat(thresholds()).containsExactly("0.5", "0.8");
      events.clear();
      clock.advance(Duration.ofDays(1));
    }
  }

  @Test
  void saysWhichBudgetAndHowMuch() {
    run(control("10", Window.total(), Scope.SESSION), Sessions.of("s1", clock), "9.25");
    assertThat(events).hasSize(2);
    GovernanceEvent event = events.get(1);
    assertThat(event.kind()).isEqualTo("budget.threshold");
    assertThat(event.session()).isEqualTo("s1");
    assertThat(event.tool()).isEqualTo("t");
    assertThat(event.details())
        .isEqualTo(
            Map.of(
                "budget", "b", "threshold", "0.8", "used", "9.25", "limit", "10", "unit", "usd"));
  }

  @Test
  void raisesForEachSessionOfABudgetPerSession() {
    BudgetControl control = control("10", Window.total(), Scope.SESSION);
    for (int i = 0; i < 3; i++) {
      CallContext context = Sessions.of("s" + i, clock);
      run(control, context, "6");
      run(control, context, "1");
    }
    assertThat(thresholds()).containsExactly("0.5", "0.5", "0.5");
  }

  @Test
  void raisesOnceAlthoughThreadsCrossTogether() throws Exception {
    for (int round = 0; round < 200; round++) {
      events.clear();
      BudgetControl control = control("4", Window.total(), Scope.USER);
      Race.run(
          2,
          () -> {
            run(control, Sessions.of("s", clock), "2");
            return true;
          });
      assertThat(thresholds()).containsExactlyInAnyOrder("0.5", "0.8");
    }
  }

  private List<String> thresholds() {
    return events.stream().map(event -> event.details().get("threshold")).toList();
  }

  private BudgetControl control(String limit, Window window, Scope per) {
    BudgetRule rule =
        BudgetRule.builder("b", "usd", new BigDecimal(limit), new RuleRef("b", "m.json:1:1"))
            .per(Set.of(per))
            .window(window)
            .alerts(List.of(new BigDecimal("0.8"), new BigDecimal("0.5")))
            .build();
    return BudgetControl.forTool(
        BudgetTarget.tool("t", "", Effect.WRITE),
        List.of(rule),
        Map.of(),
        Budgets.in(new InMemoryBudgetStore(), events::add));
  }

  private static void run(BudgetControl control, CallContext context, String usd) {
    Reservation reservation = control.reserve(CALL, context);
    assertThat(reservation.denial()).isNull();
    reservation.settle(Outcome.succeeded("ok", new Usage(Map.of("usd", new BigDecimal(usd))), 1));
  }
}
