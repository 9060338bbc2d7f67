package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Sessions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetControlTest {
  private static final ToolCall CALL = ToolCall.of("pay", Arguments.empty());
  private static final Duration DAY = Duration.ofDays(1);

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final BudgetStore store = new InMemoryBudgetStore();

  @Test
  void permitsUpToTheLimitAndThenDenies() {
    BudgetControl control = control(rule("daily-writes", "calls", "5", DAY, Scope.AGENT));
    CallContext context = Sessions.of("s1", clock);
    for (int i = 0; i < 5; i++) {
      assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
      settle(control.reserve(CALL, context), succeeded());
    }
    Deny denial = (Deny) control.check(CALL, context);
    assertThat(denial.code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
    assertThat(denial.interceptor()).isEqualTo("budget");
    assertThat(denial.message())
        .isEqualTo(
            "call needs 1 call, 0 left of 5 until 2026-11-21T00:00Z;"
                + " raise \"daily-writes\" in m.json:41:5");
    assertThat(denial.modelMessage())
        .isEqualTo(
            "Not enough is left for this call until 2026-11-21T00:00Z."
                + " Do not repeat it before then.");
    assertThat(control.reserve(CALL, context).denial()).isEqualTo(denial);
  }

  @Test
  void beginsAnewAtMidnightInUtc() {
    BudgetControl control = control(rule("d", "calls", "1", DAY, Scope.AGENT));
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), succeeded());
    clock.set("2026-11-20T23:59:59.999Z");
    assertThat(control.check(CALL, context)).isInstanceOf(Deny.class);
    clock.set("2026-11-21T00:00:00Z");
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
    assertThat(control.reserve(CALL, context).denial()).isNull();
    assertThat(control.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @Test
  void booksWhatTheToolReportsAlsoPastTheLimit() {
    BudgetControl control = control("0.40", rule("task-cost", "usd", "1.00", null, Scope.SESSION));
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), used("usd", "0.30"));
    assertThat(left(control, context)).isEqualTo("0.70 of 1.00 usd left");
    settle(control.reserve(CALL, context), used("usd", "0.80"));
    assertThat(left(control, context)).isEqualTo("1.00 usd exceeded by 0.10");

    Deny denial = (Deny) control.check(CALL, context);
    assertThat(denial.message())
        .isEqualTo(
            "call needs 0.40 usd, 0.00 left of 1.00 (exceeded by 0.10);"
                + " raise \"task-cost\" in m.json:41:5");
    assertThat(denial.modelMessage())
        .isEqualTo("Not enough is left for this call. Go on without it.");
  }

  @Test
  void booksTheEstimateWhenTheToolReportsNothing() {
    BudgetControl control = control("0.40", rule("c", "usd", "1.00", null, Scope.SESSION));
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), succeeded());
    settle(control.reserve(CALL, context), failed(Outcome.Kind.TIMED_OUT));
    assertThat(left(control, context)).isEqualTo("0.20 of 1.00 usd left");
    assertThat(control.check(CALL, context)).isInstanceOf(Deny.class);
  }

  @Test
  void keepsWhatAFailedOrCancelledCallTook() {
    BudgetControl control = control(rule("c", "calls", "3", null, Scope.SESSION));
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), failed(Outcome.Kind.FAILED));
    settle(control.reserve(CALL, context), failed(Outcome.Kind.CANCELLED));
    assertThat(left(control, context)).isEqualTo("1 of 3 left");
  }

  @Test
  void givesEverythingBackWhenTheToolNeverStarted() {
    BudgetControl control =
        control(
            rule("c", "calls", "1", null, Scope.SESSION), rule("u", "usd", "5", DAY, Scope.USER));
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), Outcome.notRun());
    assertThat(control.counters(CALL, context))
        .containsExactly(Map.entry("c", "1 of 1 left"), Map.entry("u", "5 of 5 usd left"));
    assertThat(control.reserve(CALL, context).denial()).isNull();
  }

  @Test
  void startsACallWithoutEstimateWhileAnythingIsLeft() {
    BudgetControl control = control(rule("c", "usd", "1.00", null, Scope.SESSION));
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), used("usd", "0.999999"));
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
    settle(control.reserve(CALL, context), used("usd", "0.0000001"));
    Deny denial = (Deny) control.check(CALL, context);
    assertThat(denial.message()).startsWith("call needs some usd, 0.00 left of 1.00;");
    assertThat(control.reserve(CALL, context).denial()).isNotNull();
  }

  @Test
  void comparesACallBudgetWithTheEstimateAlone() {
    BudgetControl dear = control("2.01", rule("each", "usd", "2.00", null, Scope.CALL));
    BudgetControl cheap = control("2.00", rule("each", "usd", "2.00", null, Scope.CALL));
    CallContext context = Sessions.of("s1", clock);
    Deny denial = (Deny) dear.check(CALL, context);
    assertThat(denial.message())
        .isEqualTo("call needs 2.01 usd, 2.00 left of 2.00; raise \"each\" in m.json:41:5");
    assertThat(denial.modelMessage())
        .isEqualTo("This call would use more than a single call may. Go on without it.");
    assertThat(dear.reserve(CALL, context).denial()).isEqualTo(denial);
    for (int i = 0; i < 10; i++) {
      assertThat(cheap.check(CALL, context)).isInstanceOf(Permit.class);
      settle(cheap.reserve(CALL, context), used("usd", "9"));
    }
    assertThat(left(cheap, context)).isEqualTo("2.00 of 2.00 usd left");
  }

  @Test
  void takesNothingFromTheFirstBudgetWhenTheSecondDenies() {
    BudgetRule first = rule("first", "calls", "5", null, Scope.SESSION);
    BudgetRule second = rule("second", "calls", "5", null, Scope.AGENT);
    BudgetRule third = rule("third", "calls", "1", DAY, Scope.USER);
    BudgetControl control = control(first, second, third);
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), succeeded());
    Reservation refused = control.reserve(CALL, context);
    assertThat(refused.denial()).isNotNull();
    assertThat(refused.denial().rule()).isEqualTo(third.ref());
    assertThat(control.counters(CALL, context))
        .containsExactly(
            Map.entry("first", "4 of 5 left"),
            Map.entry("second", "4 of 5 left"),
            Map.entry("third", "0 of 1 left"));
  }

  @Test
  void countsEachScopeForItself() {
    Subject u1 = Subject.of("u1");
    Subject u2 = Subject.of("u2");
    CallContext base = Sessions.of("s1", "t1", "a1", u1, clock);
    CallContext session = Sessions.of("s2", "t1", "a1", u1, clock);
    CallContext task = Sessions.of("s1", "t2", "a1", u1, clock);
    CallContext agent = Sessions.of("s1", "t1", "a2", u1, clock);
    CallContext user = Sessions.of("s1", "t1", "a1", u2, clock);
    assertApart(base, session, Scope.SESSION);
    assertApart(base, task, Scope.TASK);
    assertApart(base, agent, Scope.AGENT);
    assertApart(base, user, Scope.USER);
    assertTogether(base, session, Scope.TASK, Scope.AGENT, Scope.USER, Scope.TOOL);
    assertTogether(base, task, Scope.AGENT, Scope.USER);
    assertTogether(base, agent, Scope.USER, Scope.TASK);
    assertTogether(base, user, Scope.AGENT, Scope.TOOL);
    assertApart(base, user, Scope.USER, Scope.TOOL);
  }

  @Test
  void countsToolsTogetherUnlessTheBudgetIsPerTool() {
    CallContext context = Sessions.of("s1", clock);
    BudgetRule together = rule("together", "calls", "2", null, Scope.SESSION);
    BudgetRule apart = rule("apart", "calls", "2", null, Scope.SESSION, Scope.TOOL);
    List<BudgetRule> rules = List.of(together, apart);
    BudgetControl pay = BudgetControl.forTool("pay", rules, Map.of(), store);
    BudgetControl read = BudgetControl.forTool("read", rules, Map.of(), store);
    settle(pay.reserve(CALL, context), succeeded());
    assertThat(read.counters(CALL, context))
        .containsExactly(Map.entry("together", "1 of 2 left"), Map.entry("apart", "2 of 2 left"));
  }

  @Test
  void goesOnWithTheSameCountsWhenTheManifestRaisesALimit() {
    CallContext context = Sessions.of("s1", clock);
    BudgetControl before = control(rule("b", "calls", "1", null, Scope.SESSION));
    settle(before.reserve(CALL, context), succeeded());
    BudgetControl after = control(rule("b", "calls", "3", null, Scope.SESSION));
    assertThat(left(after, context)).isEqualTo("2 of 3 left");
  }

  @Test
  void deniesWhenTheStoreHasNoAccount() {
    BudgetControl control =
        BudgetControl.forTool(
            "pay",
            List.of(rule("b", "calls", "1", DAY, Scope.USER)),
            Map.of(),
            key -> {
              throw new IllegalStateException("jdbc:postgresql://secret@db");
            });
    CallContext context = Sessions.of("s1", clock);
    Deny denial = (Deny) control.check(CALL, context);
    assertThat(denial.code()).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
    assertThat(denial.message())
        .isEqualTo(
            "the store of budget \"b\" did not answer (IllegalStateException), so the call is not"
                + " made; see that the store can be reached");
    assertThat(control.reserve(CALL, context).denial()).isEqualTo(denial);
    assertThat(control.counters(CALL, context)).containsExactly(Map.entry("budget", "unavailable"));
    assertThatThrownBy(() -> control.views(context)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesBackWhatItTookWhenTheStoreFailsHalfway() {
    FaultyStore faulty = new FaultyStore("broken");
    BudgetControl control =
        BudgetControl.forTool(
            "pay",
            List.of(
                rule("sound", "calls", "5", DAY, Scope.USER),
                rule("broken", "calls", "5", DAY, Scope.USER)),
            Map.of(),
            faulty);
    CallContext context = Sessions.of("s1", clock);
    faulty.fail(true);
    Reservation refused = control.reserve(CALL, context);
    assertThat(refused.denial()).isNotNull();
    assertThat(refused.denial().code()).isEqualTo(ReasonCode.BUDGET_UNAVAILABLE);
    faulty.fail(false);
    assertThat(control.counters(CALL, context))
        .containsExactly(Map.entry("sound", "5 of 5 left"), Map.entry("broken", "5 of 5 left"));
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
  }

  @Test
  void settlesTheOthersWhenTheStoreFailsAtOne() {
    FaultyStore faulty = new FaultyStore("broken");
    BudgetControl control =
        BudgetControl.forTool(
            "pay",
            List.of(
                rule("sound", "usd", "5", DAY, Scope.USER),
                rule("broken", "usd", "5", DAY, Scope.USER)),
            Map.of(),
            faulty);
    CallContext context = Sessions.of("s1", clock);
    Reservation taken = control.reserve(CALL, context);
    faulty.fail(true);
    taken.settle(used("usd", "2"));
    faulty.fail(false);
    assertThat(control.counters(CALL, context))
        .containsEntry("sound", "3 of 5 usd left")
        .containsEntry("broken", "5 of 5 usd left");
    settle(control.reserve(CALL, context), Outcome.notRun());
    assertThat(control.counters(CALL, context)).containsEntry("broken", "3 of 5 usd left");
  }

  @Test
  void givesBackLaterWhatTheStoreDidNotTakeBackAtOnce() {
    FaultyStore faulty = new FaultyStore("first");
    BudgetControl control =
        BudgetControl.forTool(
            "pay",
            List.of(
                rule("first", "calls", "5", DAY, Scope.USER),
                rule("second", "calls", "1", DAY, Scope.USER)),
            Map.of(),
            faulty);
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), succeeded());
    faulty.failSettling(true);
    for (int i = 0; i < 2; i++) {
      Deny denial = control.reserve(CALL, context).denial();
      assertThat(denial).isNotNull();
      assertThat(denial.code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(denial.message()).contains("\"second\"");
    }
    assertThat(left(control, context)).isEqualTo("2 of 5 left");
    faulty.failSettling(false);
    assertThat(control.reserve(CALL, context).denial()).isNotNull();
    assertThat(left(control, context)).isEqualTo("4 of 5 left");
  }

  @Test
  void promisesNoTimeWhereAWindowSlides() {
    BudgetRule sliding =
        BudgetRule.builder("b", "calls", BigDecimal.ONE, new RuleRef("b", "m.json:41:5"))
            .per(Set.of(Scope.AGENT))
            .window(Window.sliding(Duration.ofHours(1)))
            .build();
    BudgetControl control = control(sliding);
    CallContext context = Sessions.of("s1", clock);
    settle(control.reserve(CALL, context), succeeded());
    Deny denial = (Deny) control.check(CALL, context);
    assertThat(denial.message())
        .isEqualTo("call needs 1 call, 0 left of 1 in PT1H; raise \"b\" in m.json:41:5");
    assertThat(denial.modelMessage())
        .contains("what was used counts for PT1H")
        .doesNotContain("2026");
    assertThat(control.views(context).get(0).until()).isNull();
  }

  @Test
  void saysWhenItWasReservedTheSameWheneverItIsAsked() {
    BudgetControl control = control(rule("day", "calls", "5", DAY, Scope.AGENT));
    Reservation taken = control.reserve(CALL, Sessions.of("s1", clock));
    Facts facts = taken.facts();
    String at = clock.instant().toString();
    Map<String, String> texts = facts.texts();
    assertThat(texts).containsEntry("reservedAt", at);
    clock.advance(Duration.ofMillis(1));
    assertThat(facts.texts()).isEqualTo(texts);
    taken.settle(succeeded());
    assertThat(taken.facts().texts()).doesNotContainKey("reservedAt");
  }

  @Test
  void viewsWhatIsLeftAndUntilWhen() {
    BudgetControl control =
        control(
            rule("day", "calls", "5", DAY, Scope.AGENT),
            rule("all", "usd", "2.50", null, Scope.SESSION));
    assertThat(control.views(Sessions.of("s1", clock)))
        .containsExactly(
            new BudgetView(
                "day",
                "calls",
                new BigDecimal("5"),
                new BigDecimal("5"),
                Instant.parse("2026-11-21T00:00:00Z")),
            new BudgetView("all", "usd", new BigDecimal("2.50"), new BigDecimal("2.50"), null));
  }

  @Test
  void permitsEverythingWithoutBudgets() {
    BudgetControl control = control();
    CallContext context = Sessions.of("s1", clock);
    assertThat(control.check(CALL, context)).isInstanceOf(Permit.class);
    assertThat(control.reserve(CALL, context)).isSameAs(Reservation.none());
    assertThat(control.counters(CALL, context)).isEmpty();
  }

  @Test
  void refusesEstimatesThatCannotBe() {
    BudgetRule rule = rule("b", "usd", "1", null, Scope.SESSION);
    assertThatThrownBy(() -> control("-0.1", rule))
        .hasMessage("tool \"pay\" estimates less than 0 usd");
    assertThatThrownBy(() -> control("1E+30", rule))
        .hasMessage("tool \"pay\" estimates more usd than can be counted");
  }

  @Test
  void letsOneOfTwoThreadsHaveTheLastCall() throws Exception {
    BudgetControl control = control(rule("last", "calls", "1", null, Scope.AGENT));
    for (int round = 0; round < 500; round++) {
      CallContext context = Sessions.of("s", null, "agent-" + round, Subject.of("u"), clock);
      List<Reservation> both = Race.run(2, () -> control.reserve(CALL, context));
      assertThat(both).filteredOn(each -> each.denial() == null).hasSize(1);
    }
  }

  private void assertApart(CallContext one, CallContext other, Scope... per) {
    assertThat(leftAfterOneCall(one, other, per)).isEqualTo("2 of 2 left");
  }

  private void assertTogether(CallContext one, CallContext other, Scope... per) {
    assertThat(leftAfterOneCall(one, other, per)).isEqualTo("1 of 2 left");
  }

  private String leftAfterOneCall(CallContext one, CallContext other, Scope... per) {
    BudgetControl control =
        BudgetControl.forTool(
            "pay",
            List.of(rule("b", "calls", "2", null, per)),
            Map.of(),
            new InMemoryBudgetStore());
    settle(control.reserve(CALL, one), succeeded());
    return left(control, other);
  }

  private BudgetControl control(BudgetRule... rules) {
    return BudgetControl.forTool("pay", List.of(rules), Map.of(), store);
  }

  private BudgetControl control(String usd, BudgetRule rule) {
    return BudgetControl.forTool("pay", List.of(rule), Map.of("usd", new BigDecimal(usd)), store);
  }

  private static String left(BudgetControl control, CallContext context) {
    return control.counters(CALL, context).values().iterator().next();
  }

  private static void settle(Reservation reservation, Outcome outcome) {
    assertThat(reservation.denial()).isNull();
    reservation.settle(outcome);
  }

  private static Outcome succeeded() {
    return Outcome.succeeded("ok", Usage.none(), 1);
  }

  private static Outcome used(String unit, String amount) {
    return Outcome.succeeded("ok", new Usage(Map.of(unit, new BigDecimal(amount))), 1);
  }

  private static Outcome failed(Outcome.Kind kind) {
    return Outcome.failed(kind, new IllegalStateException(), 1);
  }

  private static BudgetRule rule(
      String id, String unit, String limit, @Nullable Duration window, Scope... per) {
    return BudgetRule.builder(id, unit, new BigDecimal(limit), new RuleRef(id, "m.json:41:5"))
        .per(Set.of(per))
        .window(window == null ? Window.total() : Window.every(window))
        .build();
  }
}
