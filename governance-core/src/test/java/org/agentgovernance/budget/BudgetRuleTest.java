package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetRuleTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0.00"})
  void refusesALimitThatIsNotPositive(String limit) {
    assertThatThrownBy(() -> rule(Set.of(Scope.USER), limit, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("budget \"b\": a limit is more than 0; leave the tool out to forbid it");
  }

  @Test
  void refusesALimitFinerThanItCanCount() {
    assertThatThrownBy(() -> rule(Set.of(Scope.USER), "0.0000005", null))
        .hasMessage("the limit of budget \"b\" has more than 6 digits after the point");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "P36501D", "PT0.0005S", "PT0.0015S"})
  void refusesAWindowOutOfRange(String window) {
    assertThatThrownBy(() -> rule(Set.of(Scope.USER), "1", Duration.parse(window)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a window is");
  }

  @Test
  void refusesAWindowTooLongForALong() {
    assertThatThrownBy(() -> rule(Set.of(Scope.USER), "1", Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesACallBudgetWithAnythingElse() {
    assertThatThrownBy(() -> rule(Set.of(Scope.CALL, Scope.USER), "1", null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rule(Set.of(Scope.CALL), "1", Duration.ofDays(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesABudgetPerNothing() {
    assertThatThrownBy(() -> rule(Set.of(), "1", null))
        .hasMessage("budget \"b\" names nothing it is counted per");
  }

  @ParameterizedTest
  @EnumSource(Scope.class)
  void findsEachScopeByItsWord(Scope scope) {
    assertThat(Scope.ofWord(scope.word())).isSameAs(scope);
  }

  @Test
  void knowsNoOtherScope() {
    assertThat(Scope.ofWord("galaxy")).isNull();
  }

  private static BudgetRule rule(Set<Scope> per, String limit, @Nullable Duration window) {
    return BudgetRule.builder("b", "usd", new BigDecimal(limit), new RuleRef("b", "m.json:1:1"))
        .per(per)
        .window(window == null ? Window.total() : Window.every(window))
        .build();
  }
}
