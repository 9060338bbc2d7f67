package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Sessions;
import org.jspecify.annotations.Nullable;

/** Random histories against a model that is nothing but sums. */
class BudgetHistoryTest {
  private static final ToolCall CALL = ToolCall.of("pay", Arguments.empty());
  private static final long START = 1_763_632_800_000L;
  private static final long HOUR = 3_600_000;

  /** One step of a history: what happens, in which session, and how much it uses in cents. */
  record Step(Kind kind, int session, int cents, int which) {}

  enum Kind {
    RESERVE,
    RUN,
    NEVER_RUN,
    FAIL,
    WAIT
  }

  /** A reservation under way, and the hour it was taken in. */
  private record Open(Reservation reservation, int session, long hour) {}

  @Property(tries = 400)
  void neverRunsMoreThanTheLimitAndNeverLosesWhatWasReserved(
      @ForAll("histories") List<Step> steps) {
    BudgetRule hourly = rule("hourly", "1.00", Duration.ofHours(1), Scope.USER);
    BudgetRule session = rule("session", "1.50", null, Scope.SESSION);
    BudgetControl control =
        BudgetControl.forTool(
            "pay",
            List.of(hourly, session),
            Map.of("usd", new BigDecimal("0.30")),
            new InMemoryBudgetStore());
    ManualClock clock = new ManualClock("2025-11-20T10:00:00Z");
    List<CallContext> contexts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      contexts.add(Sessions.of("s" + i, null, "agent", Subject.of("u"), clock));
    }
    Map<String, Integer> model = new HashMap<>();
    List<Open> open = new ArrayList<>();

    for (Step step : steps) {
      long hour = (clock.millis() - START) / HOUR;
      CallContext context = contexts.get(step.session());
      if (step.kind() == Kind.WAIT) {
        clock.advance(Duration.ofMinutes(step.cents()));
      } else if (step.kind() == Kind.RESERVE) {
        boolean fits =
            model.getOrDefault("h" + hour, 0) + 30 <= 100
                && model.getOrDefault("s" + step.session(), 0) + 30 <= 150;
        assertThat(control.check(CALL, context).verdict() == Verdict.PERMIT).isEqualTo(fits);
        Reservation reservation = control.reserve(CALL, context);
        assertThat(reservation.denial() == null).isEqualTo(fits);
        if (fits) {
          open.add(new Open(reservation, step.session(), hour));
          add(model, hour, step.session(), 30);
        }
      } else if (!open.isEmpty()) {
        Open ending = open.remove(step.which() % open.size());
        ending.reservation().settle(outcome(step));
        int actual =
            switch (step.kind()) {
              case RUN -> step.cents();
              case NEVER_RUN -> 0;
              default -> 30;
            };
        add(model, ending.hour(), ending.session(), actual - 30);
      }
      assertSame(control, contexts, model, (clock.millis() - START) / HOUR);
    }
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Step> steps =
        Combinators.combine(
                Arbitraries.frequencyOf(
                    Tuple.of(5, Arbitraries.just(Kind.RESERVE)),
                    Tuple.of(2, Arbitraries.just(Kind.RUN)),
                    Tuple.of(2, Arbitraries.just(Kind.NEVER_RUN)),
                    Tuple.of(1, Arbitraries.just(Kind.FAIL)),
                    Tuple.of(1, Arbitraries.just(Kind.WAIT))),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 90),
                Arbitraries.integers().between(0, 9))
            .as(Step::new);
    return steps.list().ofMaxSize(60);
  }

  private static void add(Map<String, Integer> model, long hour, int session, int cents) {
    model.merge("h" + hour, cents, Integer::sum);
    model.merge("s" + session, cents, Integer::sum);
  }

  private static void assertSame(
      BudgetControl control, List<CallContext> contexts, Map<String, Integer> model, long hour) {
    for (int i = 0; i < contexts.size(); i++) {
      List<BudgetView> views = control.views(contexts.get(i));
      assertThat(views.get(0).left().movePointRight(2))
          .isEqualByComparingTo(BigDecimal.valueOf(100 - model.getOrDefault("h" + hour, 0)));
      assertThat(views.get(1).left().movePointRight(2))
          .isEqualByComparingTo(BigDecimal.valueOf(150 - model.getOrDefault("s" + i, 0)));
    }
  }

  private static Outcome outcome(Step step) {
    return switch (step.kind()) {
      case RUN ->
          Outcome.succeeded("ok", new Usage(Map.of("usd", BigDecimal.valueOf(step.cents(), 2))), 1);
      case NEVER_RUN -> Outcome.notRun();
      default -> Outcome.failed(Outcome.Kind.FAILED, null, 1);
    };
  }

  private static BudgetRule rule(String id, String limit, @Nullable Duration window, Scope per) {
    return BudgetRule.builder(id, "usd", new BigDecimal(limit), new RuleRef(id, "m.json:1:1"))
        .per(Set.of(per))
        .window(window == null ? Window.total() : Window.every(window))
        .build();
  }
}
