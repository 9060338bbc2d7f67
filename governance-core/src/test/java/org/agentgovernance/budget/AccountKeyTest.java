package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;

class AccountKeyTest {
  private static final BudgetTarget T = BudgetTarget.tool("t", "crm", Effect.WRITE);

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");

  @Test
  void namesEveryScopeOfTheRule() {
    CallContext context = Sessions.of("s1", "refund", "agent", Subject.of("u1"), clock);
    AccountKey key =
        AccountKey.of(
            rule(Set.of(Scope.SESSION, Scope.TASK, Scope.AGENT, Scope.USER, Scope.TOOL)),
            BudgetTarget.tool("pay", "", Effect.WRITE),
            context);
    assertThat(key.text())
        .isEqualTo(
            "{\"budget\":\"b\",\"per\":{\"agent\":\"agent\",\"session\":\"s1\","
                + "\"task\":\"refund\",\"tool\":\"pay\",\"user\":\"u1\"},"
                + "\"unit\":\"usd\",\"window\":\"total\"}");
    assertThat(key.endsWithSession()).isTrue();
  }

  @Test
  void keepsUsersOfDifferentIssuersApart() {
    Subject local = new Subject("a@b", "", Set.of(), Map.of());
    Subject remote = new Subject("a", "b", Set.of(), Map.of());
    assertThat(userKey(local)).isNotEqualTo(userKey(remote));
    assertThat(userKey(local).text()).isNotEqualTo(userKey(remote).text());
    assertThat(userKey(remote)).isNotEqualTo(userKey(Subject.of("a")));
  }

  @Test
  void countsSessionsWithoutTaskTogether() {
    BudgetRule rule = rule(Set.of(Scope.TASK));
    assertThat(AccountKey.of(rule, T, Sessions.of("s1", clock)))
        .isEqualTo(AccountKey.of(rule, T, Sessions.of("s2", clock)));
  }

  @Test
  void tellsTeamsGroupsAndEffectsApart() {
    CallContext context = Sessions.of("s", clock).tagged(Map.of("team", "ops"));
    BudgetRule rule = rule(Set.of(Scope.TEAM, Scope.GROUP, Scope.EFFECT, Scope.TOOL));
    assertThat(AccountKey.of(rule, T, context).owner())
        .isEqualTo(
            Map.of(Scope.TEAM, "ops", Scope.GROUP, "crm", Scope.EFFECT, "write", Scope.TOOL, "t"));
    assertThat(AccountKey.of(rule, BudgetTarget.model("m"), Sessions.of("s", clock)).owner())
        .isEqualTo(
            Map.of(
                Scope.TEAM, "",
                Scope.GROUP, "model",
                Scope.EFFECT, "model",
                Scope.TOOL, "model/m"));
  }

  @Test
  void doesNotPrintTheOwner() {
    assertThat(userKey(Subject.of("jane.doe"))).hasToString("AccountKey[b]");
  }

  private AccountKey userKey(Subject user) {
    return AccountKey.of(rule(Set.of(Scope.USER)), T, Sessions.of("s", null, "agent", user, clock));
  }

  private static BudgetRule rule(Set<Scope> per) {
    return BudgetRule.builder("b", "usd", BigDecimal.ONE, new RuleRef("b", "m.json:1:1"))
        .per(per)
        .build();
  }
}
