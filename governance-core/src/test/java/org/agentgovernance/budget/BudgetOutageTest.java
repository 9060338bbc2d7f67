package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Sessions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What runs while the store does not answer, and what the store knows afterwards. */
class BudgetOutageTest {
  private static final ToolCall CALL = ToolCall.of("t", Arguments.empty());

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final FaultyStore store = new FaultyStore("b");
  private final List<GovernanceEvent> events = new ArrayList<>();
  private final Budgets budgets = Budgets.in(store, events::add);
  private final CallContext context = Sessions.of("s1", clock);

  @Test
  void deniesWritesWhateverIsAllowed() {
    BudgetControl write = control(Effect.WRITE, "calls", "5", "2");
    store.fail(true);
    assertThat(code(write.check(CALL, context))).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
    assertThat(code(write.reserve(CALL, context).denial()))
        .isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
  }

  @Test
  void deniesReadsUnlessTheBudgetAllowsThem() {
    BudgetControl read = control(Effect.READ, "calls", "5", null);
    store.fail(true);
    assertThat(code(read.check(CALL, context))).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
    assertThat(code(read.reserve(CALL, context).denial())).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
  }

  @Test
  void letsReadsUseTheAllowanceAndBooksItWhenTheStoreIsBack() {
    BudgetControl read = control(Effect.READ, "calls", "5", "2");
    run(read, succeeded());
    store.fail(true);
    Reservation running = read.reserve(CALL, context);
    assertThat(running.denial()).isNull();
    run(read, succeeded());
    assertThat(code(read.check(CALL, context))).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
    assertThat(code(read.reserve(CALL, context).denial())).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);

    store.fail(false);
    assertThat(left(read)).isEqualTo("4 of 5 left");
    run(read, succeeded());
    // one before, one in the outage, one after it; the one that still runs is not known yet
    assertThat(left(read)).isEqualTo("2 of 5 left");
    running.settle(succeeded());
    run(read, succeeded());
    assertThat(left(read)).isEqualTo("0 of 5 left");
    assertThat(budgets.allowances().size()).isZero();
    assertThat(code(read.reserve(CALL, context).denial())).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
  }

  @Test
  void givesTheAllowanceBackWhenTheToolNeverStarted() {
    BudgetControl read = control(Effect.READ, "calls", "5", "1");
    store.fail(true);
    for (int i = 0; i < 10; i++) {
      run(read, Outcome.notRun());
    }
    store.fail(false);
    run(read, succeeded());
    assertThat(left(read)).isEqualTo("4 of 5 left");
  }

  @Test
  void keepsWhatIsOwedWhenTheStoreFailsAgainWhileItIsTold() {
    BudgetControl read = control(Effect.READ, "usd", "5", "3");
    store.fail(true);
    run(read, used("2.5"));
    run(read, Outcome.notRun());
    store.fail(false);
    store.fail(true);
    run(read, used("0"));
    store.fail(false);
    run(read, used("0.5"));
    assertThat(left(read)).isEqualTo("2 of 5 usd left");
  }

  @Test
  void settlesLateWhatTheStoreDidNotTakeAndThenBlocksTheNextCall() {
    BudgetControl write = control(Effect.WRITE, "usd", "5", null);
    Reservation running = write.reserve(CALL, context);
    store.failSettling(true);
    running.settle(used("7"));
    assertThat(budgets.backlog().size()).isEqualTo(1);
    store.failSettling(false);
    assertThat(code(write.reserve(CALL, context).denial())).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
    assertThat(left(write)).isEqualTo("5 usd exceeded by 2");
    assertThat(budgets.backlog().size()).isZero();
  }

  @Test
  void recoversWithoutARestartAndSaysBothOnce() {
    BudgetControl write = control(Effect.WRITE, "calls", "5", null);
    run(write, succeeded());
    store.fail(true);
    for (int i = 0; i < 3; i++) {
      assertThat(write.reserve(CALL, context).denial()).isNotNull();
    }
    store.fail(false);
    for (int i = 0; i < 3; i++) {
      assertThat(write.check(CALL, context)).isInstanceOf(Permit.class);
      run(write, succeeded());
    }
    assertThat(events)
        .extracting(GovernanceEvent::kind)
        .containsExactly("budget.unavailable", "budget.recovered");
  }

  @Test
  void saysThatTheStoreIsAwayWhenACheckAlreadyDenies() {
    BudgetControl write = control(Effect.WRITE, "calls", "5", null);
    run(write, succeeded());
    store.fail(true);
    clock.advance(Duration.ofHours(1)); // and whoever only asks raises no event
    assertThat(code(write.check(CALL, Sessions.of("s2", clock)))).isNotNull();
    assertThat(events).isEmpty();
    Deny denial = (Deny) write.check(CALL, Sessions.of("s2", clock));
    write.denied(CALL, context, denial);
    write.denied(CALL, context, denial);
    assertThat(events).extracting(GovernanceEvent::kind).containsExactly("budget.unavailable");
    assertThat(events.get(0).details())
        .containsEntry("budget", "b")
        .containsEntry("error", "IllegalStateException");
  }

  @Test
  void takesARefusalForARefusalAlthoughNobodySaysHowMuchIsLeft() {
    BudgetControl read = control(Effect.READ, "calls", "1", "1");
    run(read, succeeded());
    store.failTelling(true);
    assertThat(code(read.reserve(CALL, context).denial())).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
    assertThat(budgets.allowances().size()).isZero();
  }

  @Test
  void deniesACallWhoseStartTheStoreDoesNotTake() {
    BudgetControl write = control(Effect.WRITE, "calls", "5", null);
    Reservation taken = write.reserve(CALL, context);
    store.failStarting(true);
    assertThat(code(taken.start())).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
    taken.settle(Outcome.notRun());
    assertThat(left(write)).isEqualTo("5 of 5 left");
  }

  @Test
  void chargesTheAllowanceOfEverySessionAbove() {
    BudgetControl read = control(Effect.READ, "calls", "9", "2", Scope.SESSION);
    CallContext parent = Sessions.of("parent", clock);
    CallContext first = BudgetHierarchyTest.child(parent, "first");
    CallContext second = BudgetHierarchyTest.child(parent, "second");
    store.fail(true);
    run(read, first, succeeded());
    run(read, second, succeeded());
    for (CallContext each : List.of(first, second, parent)) {
      assertThat(code(read.check(CALL, each))).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
      assertThat(code(read.reserve(CALL, each).denial())).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
    }
    store.fail(false);
    for (CallContext each : List.of(first, second, parent)) {
      run(read, each, succeeded());
    }
    // two in the outage and three after it, all of them below the parent
    assertThat(read.counters(CALL, parent)).containsEntry("b", "4 of 9 left");
    assertThat(budgets.allowances().size()).isZero();
  }

  @Test
  void booksWhatWasUsedInTheWindowOfItsTime() {
    BudgetRule day =
        BudgetRule.builder("b", "calls", new BigDecimal(5), new RuleRef("b", "m.json:1:1"))
            .per(Set.of(Scope.USER))
            .window(Window.calendar(Window.Unit.DAY, ZoneId.of("Europe/Berlin")))
            .allowance(new BigDecimal(4))
            .build();
    BudgetControl read = control(Effect.READ, day);
    clock.set("2026-11-20T22:59:00Z");
    store.fail(true);
    run(read, succeeded());
    clock.advance(Duration.ofMinutes(2)); // it is midnight in Berlin in between
    run(read, succeeded());
    run(read, succeeded());
    store.fail(false);
    run(read, succeeded());
    assertThat(left(read)).isEqualTo("2 of 5 left");
  }

  @Test
  void tellsTheStoreOfThoseWhoNeverCallAgain() {
    BudgetControl read = control(Effect.READ, "calls", "5", "2");
    CallContext gone = Sessions.of("gone", null, "agent", Subject.of("u2"), clock);
    store.fail(true);
    run(read, gone, succeeded());
    run(read, succeeded());
    store.fail(false);
    run(read, succeeded()); // which finds that the store is back
    run(read, succeeded());
    assertThat(budgets.allowances().size()).isZero();
    assertThat(read.counters(CALL, gone)).containsEntry("b", "4 of 5 left");
  }

  @Test
  void tellsTheStoreAtTheEndWhatItHasNotTaken() {
    BudgetControl write = control(Effect.WRITE, "calls", "5", null);
    BudgetControl read = control(Effect.READ, "calls", "5", "2");
    Reservation running = write.reserve(CALL, context);
    store.fail(true);
    running.settle(Outcome.notRun());
    run(read, succeeded());
    budgets.tellAll(); // the store is still away, which ends nothing
    store.fail(false);
    assertThat(left(read)).isEqualTo("4 of 5 left");
    budgets.tellAll();
    assertThat(left(read)).isEqualTo("4 of 5 left");
    assertThat(budgets.backlog().size()).isZero();
    assertThat(budgets.allowances().size()).isZero();
  }

  @Test
  void saysWhatTheStoreSays() {
    RuleRef ref = new RuleRef("b", "m.json:1:1");
    BudgetRule rule =
        BudgetRule.builder("b", "calls", BigDecimal.ONE, ref).per(Set.of(Scope.USER)).build();
    GovernanceException known =
        new GovernanceException(ReasonCode.BUDGET_UNAVAILABLE, "the tables are missing");
    assertThat(BudgetDenials.unavailable(rule, known).message()).contains("the tables are missing");
    assertThat(BudgetDenials.unavailable(rule, new IllegalStateException("secret")).message())
        .contains("IllegalStateException")
        .doesNotContain("secret");
  }

  private BudgetControl control(
      Effect effect, String unit, String limit, @Nullable String allowance) {
    return control(effect, unit, limit, allowance, Scope.USER);
  }

  private BudgetControl control(
      Effect effect, String unit, String limit, @Nullable String allowance, Scope per) {
    BudgetRule rule =
        BudgetRule.builder("b", unit, new BigDecimal(limit), new RuleRef("b", "m.json:1:1"))
            .per(Set.of(per))
            .allowance(allowance == null ? null : new BigDecimal(allowance))
            .build();
    return control(effect, rule);
  }

  private BudgetControl control(Effect effect, BudgetRule rule) {
    return BudgetControl.forTool(
        BudgetTarget.tool("t", "", effect), List.of(rule), Map.of(), budgets);
  }

  private void run(BudgetControl control, Outcome outcome) {
    run(control, context, outcome);
  }

  private static void run(BudgetControl control, CallContext who, Outcome outcome) {
    Reservation reservation = control.reserve(CALL, who);
    assertThat(reservation.denial()).isNull();
    assertThat(reservation.start()).isNull();
    reservation.settle(outcome);
  }

  private String left(BudgetControl control) {
    return control.counters(CALL, context).values().iterator().next();
  }

  private static @Nullable ReasonCode code(@Nullable Object decision) {
    return decision == null ? null : ((Deny) Objects.requireNonNull(decision)).code();
  }

  private static Outcome succeeded() {
    return Outcome.succeeded("ok", Usage.none(), 1);
  }

  private static Outcome used(String usd) {
    return Outcome.succeeded("ok", new Usage(Map.of("usd", new BigDecimal(usd))), 1);
  }
}
