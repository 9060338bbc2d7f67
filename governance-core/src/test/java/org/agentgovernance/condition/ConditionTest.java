package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionTest {
  private static final Map<String, Object> USER =
      Conditions.map("id", "u1", "accounts", List.of("A-1", "A-2"), "roles", List.of("clerk"));

  private static ConditionResult refund(String source, Map<String, Object> args) {
    Object[] values = {
      args, USER, Conditions.map("risk", 3L), Instant.parse("2026-11-20T22:30:00Z")
    };
    return Conditions.refund(source).test(index -> values[index]);
  }

  @Test
  void decidesOnArgumentsAndUser() {
    String source = "args.amount <= 100.0 && args.account in user.accounts";

    assertThat(refund(source, Conditions.map("amount", 42.0, "account", "A-2")).isTrue()).isTrue();
    assertThat(refund(source, Conditions.map("amount", 142.0, "account", "A-2")).isFalse())
        .isTrue();
    assertThat(refund(source, Conditions.map("amount", 42.0, "account", "A-3")).isFalse()).isTrue();
  }

  @Test
  void givesTheSameInstancesForTrueAndFalse() {
    assertThat(Conditions.test("x == 1", 1L)).isSameAs(ConditionResult.TRUE);
    assertThat(Conditions.test("x == 1", 2L)).isSameAs(ConditionResult.FALSE);
  }

  @Test
  void takesWholeJsonNumbersForEitherNumericType() {
    assertThat(refund("args.amount * 2.0 == 84.0", Conditions.map("amount", 42L)).isTrue())
        .isTrue();
    assertThat(refund("args.count + 1 == 43", Conditions.map("count", 42.0)).isTrue()).isTrue();
    assertThat(refund("args.count == 42", Conditions.map("count", 42.5)).code())
        .isEqualTo("condition.wrong_type");
    assertThat(refund("args.amount > 0.0", Conditions.map("amount", 9007199254740993L)).code())
        .isEqualTo("condition.overflow");
  }

  @Test
  void reportsAMissingFieldAsAnErrorThatNamesIt() {
    ConditionResult result = refund("args.amount <= 100.0", Conditions.map());

    assertThat(result.isError()).isTrue();
    assertThat(result.isTrue()).isFalse();
    assertThat(result.isFalse()).isFalse();
    assertThat(result.code()).isEqualTo("condition.no_such_field");
    assertThat(result.message()).contains("args.amount").contains("has()");
  }

  @Test
  void testsPresence() {
    String source = "!has(args.amount) || args.amount <= 100.0";

    assertThat(refund(source, Conditions.map()).isTrue()).isTrue();
    assertThat(refund(source, Conditions.map("amount", 500.0)).isFalse()).isTrue();
    assertThat(refund("has(args.note) && args.note == null", Conditions.map("note", null)).isTrue())
        .isTrue();
  }

  @Test
  void absorbsErrorsOnEitherSideOfAndAndOr() {
    assertThat(Conditions.test("x.a == 1 || x.b == 2", Map.of("b", 2L)).isTrue()).isTrue();
    assertThat(Conditions.test("x.b == 2 || x.a == 1", Map.of("b", 2L)).isTrue()).isTrue();
    assertThat(Conditions.test("x.a == 1 && x.b == 3", Map.of("b", 2L)).isFalse()).isTrue();
    assertThat(Conditions.test("x.b == 3 && x.a == 1", Map.of("b", 2L)).isFalse()).isTrue();
    assertThat(Conditions.test("x.a == 1 || x.b == 3", Map.of("b", 2L)).isError()).isTrue();
    assertThat(Conditions.test("x.a == 1 && x.b == 2", Map.of("b", 2L)).isError()).isTrue();
    assertThat(Conditions.test("x.exists(i, 1 / i == 1)", List.of(0L, 1L)).isTrue()).isTrue();
    assertThat(Conditions.test("x.all(i, 1 / i == 1)", List.of(0L, 2L)).isFalse()).isTrue();
    assertThat(Conditions.test("x.all(i, 1 / i == 1)", List.of(0L, 1L)).isError()).isTrue();
  }

  @Test
  void acceptsTheHostsOwnTypes() {
    assertThat(Conditions.test("x == 5", 5).isTrue()).isTrue();
    assertThat(Conditions.test("x == 5", (short) 5).isTrue()).isTrue();
    assertThat(Conditions.test("x == 0.5", 0.5f).isTrue()).isTrue();
    assertThat(Conditions.test("x == 5", BigInteger.valueOf(5)).isTrue()).isTrue();
    assertThat(Conditions.test("x == decimal('5.0')", new BigDecimal("5")).isTrue()).isTrue();
    assertThat(Conditions.test("x > timestamp('2026-01-01T00:00:00Z')", Instant.now()).isError())
        .isFalse();
    assertThat(Conditions.test("x == duration('90s')", Duration.ofSeconds(90)).isTrue()).isTrue();
    assertThat(Conditions.test("x == b'ab'", new byte[] {'a', 'b'}).isTrue()).isTrue();
  }

  @Test
  void knowsZonesAndHours() {
    assertThat(refund("now.getHours() == 22", Map.of()).isTrue()).isTrue();
    assertThat(refund("now.getHours('Europe/Berlin') == 23", Map.of()).isTrue()).isTrue();
    assertThat(refund("now.getDayOfWeek() == 5", Map.of()).isTrue()).isTrue();
    assertThat(
            refund("now - timestamp('2026-11-20T22:00:00Z') == duration('30m')", Map.of()).isTrue())
        .isTrue();
  }

  @Test
  void comparesDecimalsExactly() {
    String source = "decimal(args.amount) <= decimal('100.10')";

    assertThat(refund(source, Conditions.map("amount", 100.1)).isTrue()).isTrue();
    assertThat(refund(source, Conditions.map("amount", 100.11)).isFalse()).isTrue();
    assertThat(Conditions.test("decimal(x) + decimal('0.2') == decimal('0.3')", 0.1).isTrue())
        .isTrue();
    assertThat(Conditions.test("decimal(x) * decimal(3) == decimal('0.3')", "0.1").isTrue())
        .isTrue();
    assertThat(Conditions.test("decimal(x) < 1", "0.1").isTrue()).isTrue();
    assertThat(Conditions.test("decimal('1') / decimal(x) == decimal('0.3')", "3").code())
        .isEqualTo("condition.overflow");
    assertThat(Conditions.test("decimal(x) == decimal('1')", "1e999").isError()).isTrue();
  }

  @Test
  void refusesToCompareADecimalWithADouble() {
    assertThat(Conditions.test("decimal('0.1') == x", 0.1).code())
        .isEqualTo("condition.no_such_overload");
    assertThat(Conditions.problem("decimal('100') >= args.amount").suggestion())
        .contains("decimal(");
  }

  @Test
  void helpsWithSets() {
    assertThat(Conditions.test("sets.contains(['a', 'b'], x)", List.of("b")).isTrue()).isTrue();
    assertThat(Conditions.test("sets.intersects(['a', 'b'], x)", List.of("c")).isFalse()).isTrue();
    assertThat(Conditions.test("sets.equivalent([1, 2], x)", List.of(2L, 1L, 1.0)).isTrue())
        .isTrue();
  }

  @Test
  void parsesOnceAndCompilesForEachTool() {
    ParsedCondition parsed = ParsedCondition.parse("args.amount <= 100.0");
    ConditionEnvironment other =
        ConditionEnvironment.builder()
            .variable("args", ConditionType.object(Map.of("total", ConditionType.DOUBLE), false))
            .build();

    assertThat(parsed.compile(Conditions.refund().build()).syntax()).isSameAs(parsed.syntax());
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> parsed.compile(other))
        .isInstanceOf(ConditionException.class)
        .hasMessageContaining("unknown field 'amount'");
  }

  @Test
  void tellsWhatItReads() {
    assertThat(
            Conditions.refund("args.lines.all(l, l.price < args.amount) && context['risk'] < 5")
                .references())
        .containsExactly("args.lines", "args.amount", "context.risk");
    assertThat(Conditions.refund("has(args.card.number)").references())
        .containsExactly("args.card.number");
  }

  @Test
  void binds() {
    assertThat(Conditions.test("cel.bind(a, x * 2, a + a == 8)", 2L).isTrue()).isTrue();
    assertThat(
            Conditions.test("cel.bind(a, x, [1, 2].exists(x, x == a && [x].all(a, a == 2)))", 2L)
                .isTrue())
        .isTrue();
  }
}
