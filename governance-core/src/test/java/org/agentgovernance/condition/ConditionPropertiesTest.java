package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agentgovernance.condition.syntax.Expression;
import org.jspecify.annotations.Nullable;

class ConditionPropertiesTest {
  private static final ConditionEnvironment ENVIRONMENT = ExpressionGenerator.environment();

  /** A value of the host of any shape, wrong ones among them. */
  private static @Nullable Object hostValue(Random random, int depth) {
    switch (random.nextInt(depth > 0 ? 15 : 12)) {
      case 0:
        return null;
      case 1:
        return random.nextLong();
      case 2:
        return random.nextInt();
      case 3:
        return random.nextGaussian();
      case 4:
        return random.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
      case 5:
        return random.nextFloat();
      case 6:
        return new BigInteger(80, random);
      case 7:
        return new BigDecimal(new BigInteger(90, random), random.nextInt(400) - 200);
      case 8:
        return random.nextBoolean();
      case 9:
        return new byte[] {1, -1};
      case 10:
        return new Object();
      case 11:
        return random.nextBoolean() ? "ab" : "\ud800";
      case 12:
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(hostValue(random, depth - 1));
        }
        return list;
      default:
        Map<String, Object> map = new HashMap<>();
        for (String key : List.of("a", "b", "zz")) {
          map.put(key, hostValue(random, depth - 1));
        }
        return map;
    }
  }

  @Property(tries = 3000)
  void noValueMakesAConditionThrow(@ForAll long seed) {
    Random random = new Random(seed);
    Object[] values = new Object[ENVIRONMENT.names().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = hostValue(random, 3);
    }
    ExpressionGenerator generator = new ExpressionGenerator(seed);
    String source = generator.expression(ExpressionGenerator.Kind.BOOL, 4);
    Condition condition = compileOrNull(source);
    if (condition == null) {
      return;
    }
    Variables variables = index -> values[index];
    ConditionResult result = condition.test(variables);
    Explanation explanation = condition.explain(variables);

    assertThat(explanation.result().toString()).isEqualTo(result.toString());
    // Exactly one of the three holds, so an error can never be read as a yes.
    int answers =
        (result.isTrue() ? 1 : 0) + (result.isFalse() ? 1 : 0) + (result.isError() ? 1 : 0);
    assertThat(answers).isEqualTo(1);
    assertThat(result.isError()).isEqualTo(result.code() != null);
  }

  @Property(tries = 300)
  void noEvaluationRunsPastItsBudget(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int budget) {
    ExpressionGenerator generator = new ExpressionGenerator(seed);
    String source = generator.expression(ExpressionGenerator.Kind.BOOL, 4);
    CountingList numbers = new CountingList();
    List<Object> values = new ArrayList<>(generator.values().values());
    values.set(5, numbers);
    ConditionEnvironment small = withBudget(budget);
    Condition condition;
    try {
      condition = Condition.compile(source, small);
    } catch (ConditionException e) {
      return;
    }
    condition.test(values::get);

    // A step of a loop reads one element, a step of comparing two lists one of each, and both one
    // more for each index written in the expression. Without a budget there would be thousands.
    long readsAStep = 2 + source.chars().filter(c -> c == '[').count();
    assertThat((long) numbers.reads).isLessThanOrEqualTo((budget + 1) * readsAStep);
  }

  private static ConditionEnvironment withBudget(int budget) {
    ConditionEnvironment.Builder builder = ConditionEnvironment.builder().iterationLimit(budget);
    builder.costLimit(Long.MAX_VALUE);
    for (int i = 0; i < ENVIRONMENT.names().size(); i++) {
      builder.variable(ENVIRONMENT.names().get(i), ENVIRONMENT.type(i));
    }
    return builder.build();
  }

  /** Ten thousand ones that count how often they are read. */
  private static final class CountingList extends java.util.AbstractList<Object> {
    private int reads;

    @Override
    public Object get(int index) {
      reads++;
      return 1L;
    }

    @Override
    public int size() {
      return 10_000;
    }
  }

  @Property(tries = 1000)
  void damagedExpressionsAreRefusedWithAPlaceOrCompile(@ForAll long seed) {
    ExpressionGenerator generator = new ExpressionGenerator(seed);
    String source = generator.damaged(generator.expression(ExpressionGenerator.Kind.BOOL, 3));
    try {
      Condition.compile(source, ENVIRONMENT).test(index -> null);
    } catch (ConditionException e) {
      ConditionProblem problem = e.problems().get(0);
      assertThat(problem.offset()).isBetween(0, source.length());
      assertThat(problem.offset() + problem.length()).isBetween(0, source.length());
      assertThat(problem.line()).isPositive();
      assertThat(problem.column()).isPositive();
      assertThat(problem.render(source)).contains("^");
    }
  }

  @Property(tries = 1000)
  void canonicalTextParsesToTheSameTree(@ForAll long seed) {
    ExpressionGenerator generator = new ExpressionGenerator(seed);
    String source = generator.expression(ExpressionGenerator.Kind.BOOL, 5);
    Expression tree = ParsedCondition.parse(source, new ParseLimits(1_000_000, 200)).syntax();
    String canonical = tree.canonical();
    Expression again = ParsedCondition.parse(canonical, new ParseLimits(1_000_000, 200)).syntax();

    assertThat(again.canonical()).isEqualTo(canonical);
    assertThat(again.accept(new Shape())).isEqualTo(tree.accept(new Shape()));
  }

  @Property(tries = 300)
  void swappingTheOperandsOfAndOrNeverChangesTheAnswer(@ForAll long seed) {
    ExpressionGenerator generator = new ExpressionGenerator(seed);
    String a = generator.expression(ExpressionGenerator.Kind.BOOL, 3);
    String b = generator.expression(ExpressionGenerator.Kind.BOOL, 3);
    Map<String, Object> values = generator.values();
    for (String operator : List.of(" && ", " || ")) {
      Condition one = compileOrNull("(" + a + ")" + operator + "(" + b + ")");
      Condition other = compileOrNull("(" + b + ")" + operator + "(" + a + ")");
      if (one != null && other != null) {
        ConditionResult first = one.test(ExpressionGenerator.variables(values));
        ConditionResult second = other.test(ExpressionGenerator.variables(values));
        assertThat(second.isTrue()).isEqualTo(first.isTrue());
        assertThat(second.isFalse()).isEqualTo(first.isFalse());
      }
    }
  }

  @Property(tries = 300)
  void theEstimatedCostIsNeverLessThanTheStepsThatARunTakes(@ForAll long seed) {
    ExpressionGenerator generator = new ExpressionGenerator(seed);
    String source = generator.expression(ExpressionGenerator.Kind.BOOL, 4);
    Condition condition = compileOrNull(source);
    if (condition == null) {
      return;
    }
    Typing typing = Checker.check(condition.syntax(), ENVIRONMENT, new Problems(source));
    Node node = Compiler.compile(condition.syntax(), typing, null);
    int budget = 1_000_000;
    Frame frame =
        new Frame(ExpressionGenerator.variables(generator.values()), typing.locals(), budget);
    try {
      node.value(frame);
    } catch (EvalError e) {
      assertThat(e.fatal).isFalse();
    }
    assertThat(budget - frame.left()).isLessThanOrEqualTo((int) Math.min(budget, condition.cost()));
  }

  private static Condition compileOrNull(String source) {
    try {
      return Condition.compile(source, ENVIRONMENT);
    } catch (ConditionException e) {
      assertThat(e.problems()).isNotEmpty();
      return null;
    }
  }

  /** The tree without positions. */
  private static final class Shape
      implements org.agentgovernance.condition.syntax.ExpressionVisitor<String> {
    @Override
    public String visitOther(Expression expression) {
      StringBuilder out = new StringBuilder(expression.getClass().getSimpleName()).append('(');
      if (expression.children().isEmpty()) {
        out.append(expression.canonical());
      }
      for (Expression child : expression.children()) {
        out.append(child.accept(this)).append(',');
      }
      return out.append(')').toString();
    }
  }
}
