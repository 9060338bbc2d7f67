package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.agentgovernance.condition.syntax.Binary;
import org.agentgovernance.condition.syntax.Comprehension;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.ExpressionVisitor;
import org.agentgovernance.condition.syntax.Logical;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxAndOrderTest {
  @Test
  void keepsTheTreeAsWrittenWithPositions() {
    String source = "a.b <= 1.0 && (c || d) && e.all(x, x > 0)";
    Expression tree = ParsedCondition.parse(source).syntax();

    assertThat(tree).isInstanceOf(Logical.class);
    Logical and = (Logical) tree;
    assertThat(and.operands()).hasSize(3);
    assertThat(and.operands().get(0).span().in(source)).isEqualTo("a.b <= 1.0");
    assertThat(and.operands().get(1).span().in(source)).isEqualTo("c || d");
    assertThat(and.operands().get(2)).isInstanceOf(Comprehension.class);
    assertThat(tree.span().in(source)).isEqualTo(source);
  }

  @Test
  void lettingAVisitorCountNeedsOneMethod() {
    ExpressionVisitor<Integer> comparisons =
        new ExpressionVisitor<>() {
          @Override
          public Integer visitOther(Expression expression) {
            int count = 0;
            for (Expression child : expression.children()) {
              count += child.accept(this);
            }
            return count;
          }

          @Override
          public Integer visitBinary(Binary binary) {
            return 1 + visitOther(binary);
          }
        };

    assertThat(
            ParsedCondition.parse("a == 1 || b.exists(x, x < 2 || x > 5)")
                .syntax()
                .accept(comparisons))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a - (b - c)",
        "(a - b) - c",
        "-(-1)",
        "-1.5.a",
        "(-1).a",
        "!(a && b) || !c",
        "(a ? b : c) ? d : (e ? f : g)",
        "(a || b) && c",
        "a && (b && c)",
        "(a < b) == c",
        "[1, 2u, 3.0, null, true, b\"\\xff\", \"\\u200b\\n\"][0]",
        "{\"a\": 1, 2: [{}]}",
        "a.`b-c`.d",
        "has(a.`b.c`)",
        "a.map(x, x > 1, -x).filter(y, y in z).existsOne(i, v, i == v)",
        "m.transformMap(k, v, v > 1, v + 1) == {}",
        "cel.bind(a, b, a + a)",
        "math.greatest(1, x.y) % 2 == 1",
        "-9223372036854775808 == x",
        "a.matches(r\"\\d+\") ? 1 : 2",
      })
  void canonicalTextIsAFixedPoint(String source) {
    String canonical = ParsedCondition.parse(source).syntax().canonical();
    Expression again = ParsedCondition.parse(canonical).syntax();

    assertThat(again.canonical()).isEqualTo(canonical);
  }

  @Test
  void canonicalTextIsTheSameForTheSameTree() {
    assertThat(ParsedCondition.parse("( a.b<=1.0 )&&'x'==c // why").syntax().canonical())
        .isEqualTo("a.b <= 1.0 && \"x\" == c");
  }

  @Test
  void ordersTextByCharacterAndNotByUtf16Unit() {
    assertThat(Conditions.test("x < '\ud83d\ude00'", "\uff5e").isTrue()).isTrue();
    assertThat(Conditions.test("x < 'b'", "a").isTrue()).isTrue();
    assertThat(Conditions.test("x < 'ab'", "a").isTrue()).isTrue();
  }

  @Test
  void countsCharactersAndNotUtf16Units() {
    assertThat(
            Conditions.test("size(x) == 2 && x.charAt(1) == '\ud83d\ude00'", "a\ud83d\ude00")
                .isTrue())
        .isTrue();
    assertThat(Conditions.test("x.substring(1).indexOf('c') == 1", "a\ud83d\ude00c").isTrue())
        .isTrue();
  }

  @Test
  void quotedFieldsReachNamesThatAreNoIdentifiers() {
    assertThat(Conditions.test("x.`content-type` == 'a'", Map.of("content-type", "a")).isTrue())
        .isTrue();
  }
}
