package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every hostile input becomes a load error or an error result; none is an exception or a yes. */
class BadInputTest {
  private static final ConditionEnvironment ANYTHING = Conditions.anything();

  private static String refused(String source) {
    return Conditions.problem(source, ANYTHING).code();
  }

  @Test
  void nullIsAValueAndNotAnAnswer() {
    assertThat(Conditions.test("x", null).isError()).isTrue();
    assertThat(Conditions.test("x == null", null).isTrue()).isTrue();
    assertThat(Conditions.test("x['a'] == null", Conditions.map("a", null)).isTrue()).isTrue();
    assertThat(Conditions.test("'a' in x", Conditions.map("a", null)).isTrue()).isTrue();
    assertThat(Conditions.test("x > 1", null).isError()).isTrue();
    assertThat(Conditions.test("x.a == 1", null).code()).isEqualTo("condition.null");
    assertThat(Conditions.test("x.a.b == 1", Conditions.map("a", null)).isError()).isTrue();
  }

  @Test
  void missingFieldsAreErrorsOnEveryWay() {
    assertThat(Conditions.test("x.a == 1", Map.of()).code()).isEqualTo("condition.no_such_field");
    assertThat(Conditions.test("x['a'] == 1", Map.of()).code()).isEqualTo("condition.no_such_key");
    assertThat(Conditions.test("x.a.b == 1", Map.of()).isError()).isTrue();
    assertThat(Conditions.test("has(x.a.b)", Map.of()).isError()).isTrue();
    assertThat(Conditions.test("x[3] == 1", List.of(1L)).code())
        .isEqualTo("condition.out_of_range");
    assertThat(Conditions.test("x[-1] == 1", List.of(1L)).isError()).isTrue();
  }

  @Test
  void notANumberIsNeitherEqualNorOrdered() {
    for (String operator : List.of("==", "<", "<=", ">", ">=")) {
      assertThat(Conditions.test("x " + operator + " 1.0", Double.NaN).isFalse()).isTrue();
      assertThat(Conditions.test("x " + operator + " x", Double.NaN).isFalse()).isTrue();
      assertThat(Conditions.test("x " + operator + " 1", Double.NaN).isFalse()).isTrue();
    }
    assertThat(Conditions.test("x != x", Double.NaN).isTrue()).isTrue();
    assertThat(Conditions.test("x in [x]", Double.NaN).isFalse()).isTrue();
    assertThat(Conditions.test("decimal(x) < 1", Double.NaN).isError()).isTrue();
    assertThat(Conditions.test("int(x) < 1", Double.NaN).isError()).isTrue();
    assertThat(
            Conditions.refund("args.amount <= 100.0")
                .test(i -> Map.of("amount", Double.NaN))
                .isFalse())
        .isTrue();
  }

  @Test
  void infinityComparesAndDoesNotConvert() {
    assertThat(Conditions.test("x > 9223372036854775807", Double.POSITIVE_INFINITY).isTrue())
        .isTrue();
    assertThat(Conditions.test("x < 18446744073709551615u", Double.NEGATIVE_INFINITY).isTrue())
        .isTrue();
    assertThat(Conditions.test("int(x) > 0", Double.POSITIVE_INFINITY).isError()).isTrue();
    assertThat(Conditions.test("uint(x) > 0u", Double.NEGATIVE_INFINITY).isError()).isTrue();
    assertThat(Conditions.test("decimal(x) > 0", Double.POSITIVE_INFINITY).isError()).isTrue();
    assertThat(Conditions.test("[1][x] > 0", Double.POSITIVE_INFINITY).isError()).isTrue();
  }

  @Test
  void integersBeyond64BitsAreErrors() {
    BigInteger large = BigInteger.ONE.shiftLeft(80);

    assertThat(Conditions.test("x > 1", large).code()).isEqualTo("condition.overflow");
    assertThat(Conditions.test("x + 1 > 0", Long.MAX_VALUE).code()).isEqualTo("condition.overflow");
    assertThat(Conditions.test("x * x > 0", Long.MAX_VALUE).isError()).isTrue();
    assertThat(Conditions.test("-x > 0", Long.MIN_VALUE).isError()).isTrue();
    assertThat(Conditions.test("x / -1 > 0", Long.MIN_VALUE).isError()).isTrue();
    assertThat(Conditions.test("x - 1u > 0u", new Unsigned(0)).isError()).isTrue();
    assertThat(refused("x > 9223372036854775808")).isEqualTo("condition.syntax");
    assertThat(refused("x > 18446744073709551616u")).isEqualTo("condition.syntax");
  }

  @Test
  void numbersTooLargeForADoubleAreRefused() {
    assertThat(refused("x > 1e400")).isEqualTo("condition.syntax");
    assertThat(refused("x > -1e400")).isEqualTo("condition.syntax");
    assertThat(Conditions.test("double(x) > 1.0", "1e400").code()).isEqualTo("condition.overflow");
    assertThat(Conditions.test("decimal(x) > 1", "1e400").isError()).isTrue();
    assertThat(Conditions.test("x > 1", new BigDecimal("1e2000000000")).isError()).isTrue();
    assertThat(Conditions.test("decimal(x) > 1", "1e-999999999").isError()).isTrue();
  }

  @Test
  void loneSurrogatesAreRefusedInRulesAndHarmlessInValues() {
    assertThat(refused("x == '\ud800'")).isEqualTo("condition.syntax");
    assertThat(refused("x == '\\ud800'")).isEqualTo("condition.syntax");
    assertThat(Conditions.test("x == '?'", "\ud800").isFalse()).isTrue();
    assertThat(Conditions.test("size(x) == 1", "\ud800").isTrue()).isTrue();
    assertThat(Conditions.test("bytes(x) == b'?'", "\ud800").isError()).isTrue();
    assertThat(Conditions.test("x.matches('^a$')", "\udc00").isFalse()).isTrue();
    assertThat(Conditions.test("x < 'a'", "\ud800").isFalse()).isTrue();
  }

  @Test
  void aHundredThousandParenthesesAreRefused() {
    int count = 100_000;
    String source = "(".repeat(count) + "x" + ")".repeat(count);

    assertThat(refused(source)).isEqualTo("condition.too_long");
    ConditionEnvironment lenient =
        ConditionEnvironment.builder()
            .variable("x", ConditionType.BOOL)
            .maxLength(10_000_000)
            .maxDepth(250)
            .build();
    for (String open : List.of("(", "[", "{1:", "!", "-", "x ? ", "x[", "x(", "[[{", "a.b(")) {
      String nested = open.repeat(count);
      assertThat(Conditions.problem(nested, lenient).code()).startsWith("condition.");
    }
    for (String more : List.of(".a", "[0]", " + x", " == x", "(x)", ".a()", " ? x : x")) {
      String chain = "x" + more.repeat(count);
      assertThat(Conditions.problem(chain, lenient).code()).startsWith("condition.");
    }
  }

  @Test
  void anExpressionOfAMegabyteIsRefusedWithoutRepeatingIt() {
    String source = "x == '" + "a".repeat(1_000_000) + "'";
    ConditionProblem problem = Conditions.problem(source, ANYTHING);

    assertThat(problem.code()).isEqualTo("condition.too_long");
    assertThat(problem.message()).hasSizeLessThan(200);
  }

  @Test
  void aListOfAMillionItemsExceedsTheBudget() {
    List<Long> items = Collections.nCopies(1_000_000, 7L);
    List<String> texts = new ArrayList<>(Collections.nCopies(1_000_000, "b"));

    for (String source :
        List.of(
            "x.all(i, i == 7)",
            "x.exists(i, i == 8)",
            "x.map(i, i) == x",
            "8 in x",
            "x == x.filter(i, true)",
            "(x + x)[0] == 7",
            "sets.contains(x, [8])",
            "math.greatest(x) == 7",
            "x[0] == 7 && x.all(i, i == 7)",
            "x.all(i, i == 7) || x[0] == 7")) {
      assertThat(Conditions.test(source, items).code()).as(source).isEqualTo("condition.budget");
    }
    assertThat(Conditions.test("'a' in x", texts).code()).isEqualTo("condition.budget");
    assertThat(Conditions.test("'b' in x", texts).isTrue()).isTrue();
    assertThat(Conditions.test("x.join('') == ''", texts).code()).isEqualTo("condition.budget");
    assertThat(Conditions.test("x[999999] == 7", items).isTrue()).isTrue();
  }

  @Test
  void doublingTextOrListsExceedsTheBudgetBeforeTheMemory() {
    StringBuilder end = new StringBuilder();
    StringBuilder source = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String before = i == 0 ? "x" : "a" + (i - 1);
      source
          .append("cel.bind(a")
          .append(i)
          .append(", ")
          .append(before)
          .append(" + ")
          .append(before)
          .append(", ");
      end.append(')');
    }
    String doubled = source + "a39 == x" + end;

    assertThat(Conditions.test(doubled, "0123456789abcdef").code()).isEqualTo("condition.budget");
    assertThat(Conditions.test(doubled, List.of(1L)).code()).isEqualTo("condition.budget");
    assertThat(
            Conditions.test(
                    "x.replace('', x).replace('', x).replace('', x) == ''", "a".repeat(2000))
                .code())
        .isEqualTo("condition.budget");
  }

  @Test
  void cyclicMapsAndListsEnd() {
    Map<String, Object> map = new HashMap<>();
    map.put("self", map);
    Map<String, Object> twin = new HashMap<>();
    twin.put("self", twin);
    List<Object> list = new ArrayList<>();
    list.add(list);
    list.add(list);
    map.put("twin", 1L);
    twin.put("twin", 1L);
    Object[] both = {map, twin};

    assertThat(Conditions.test("x[0] == x[1]", List.of(both)).isError()).isTrue();
    assertThat(Conditions.test("x == x", list).isError()).isTrue();
    assertThat(Conditions.test("x in [x]", list).isError()).isTrue();
    assertThat(Conditions.test("x.self.self.self.twin == 1", map).isTrue()).isTrue();
    assertThat(Condition.compile("x == x", ANYTHING).explain(i -> list).result().isError())
        .isTrue();
    assertThat(Condition.compile("x == x", ANYTHING).explain(i -> map).text()).isNotEmpty();
  }

  @Test
  void valuesNestedDeeperThan64LevelsAreNotCompared() {
    List<Object> deep = List.of();
    for (int i = 0; i < 70; i++) {
      deep = List.of(deep);
    }
    List<Object> nested = deep;

    assertThat(Conditions.test("x == x", nested).code()).isEqualTo("condition.nesting");
  }

  @Test
  void containersThatThrowAreErrors() {
    Map<String, Object> throwing =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, Object>> entrySet() {
            throw new IllegalStateException("secret");
          }
        };
    List<Object> overflowing =
        new AbstractList<>() {
          @Override
          public Object get(int index) {
            throw new StackOverflowError();
          }

          @Override
          public int size() {
            return 5;
          }
        };
    for (String source :
        List.of(
            "x.a == 1",
            "has(x.a)",
            "x == {'a': 1}",
            "x.all(k, k == 'a')",
            "size(x) == 1",
            "'a' in x")) {
      ConditionResult result = Conditions.test(source, throwing);
      assertThat(result.code()).as(source).isEqualTo("condition.host_value");
      assertThat(result.message()).doesNotContain("secret");
    }
    assertThat(Conditions.test("x[0] == 1", overflowing).isError()).isTrue();
    assertThat(Conditions.test("x.exists(i, true)", overflowing).isError()).isTrue();
    Condition condition = Condition.compile("x == 1", ANYTHING);
    assertThat(condition.test(i -> sneaky()).isError()).isTrue();
    assertThat(condition.explain(i -> sneaky()).result().isError()).isTrue();
  }

  private static Object sneaky() {
    throw new AssertionError("not for the message");
  }

  @Test
  void objectsOfTheHostWithoutMeaningAreErrorsEvenInsideLists() {
    UUID id = UUID.fromString("00000000-0000-0000-0000-000000000001");

    assertThat(Conditions.test("x == 'a'", id).code()).isEqualTo("condition.host_value");
    assertThat(Conditions.test("'a' in x", List.of(id)).code()).isEqualTo("condition.host_value");
    assertThat(Conditions.test("!('a' in x)", List.of(id)).isTrue()).isFalse();
    assertThat(Conditions.test("x == ['a']", List.of(id)).isError()).isTrue();
  }

  @Test
  void patternsRunInLinearTime() {
    String text = "a".repeat(50_000) + "!";
    Condition condition = Condition.compile("x.matches('^(a+)+$')", ANYTHING);

    assertThat(condition.test(i -> text).isFalse()).isTrue();
  }
}
