package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random expressions on random values give the answer of dev.cel. What both accept must agree, in
 * errors too; the few places where the reference leaves the specification are listed in {@link
 * #isKnownDifference}.
 */
class DifferentialTest {
  private static final CelOptions OPTIONS =
      CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
  private static final CelCompiler REFERENCE =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("b", SimpleType.BOOL)
          .addVar("i", SimpleType.INT)
          .addVar("j", SimpleType.INT)
          .addVar("d", SimpleType.DOUBLE)
          .addVar("s", SimpleType.STRING)
          .addVar("is", ListType.create(SimpleType.INT))
          .addVar("ss", ListType.create(SimpleType.STRING))
          .addVar("m", MapType.create(SimpleType.STRING, SimpleType.INT))
          .addVar("x", SimpleType.DYN)
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

  @Test
  void givesTheAnswerOfTheReference() {
    int expressions = Boolean.getBoolean("soak") ? 200_000 : 4_000;
    ConditionEnvironment environment = ExpressionGenerator.environment();
    int agreed = 0;
    int errors = 0;
    Map<String, Integer> refused = new TreeMap<>();
    List<String> different = new ArrayList<>();
    for (int seed = 0; seed < expressions; seed++) {
      ExpressionGenerator generator = new ExpressionGenerator(seed);
      String source = generator.expression(ExpressionGenerator.Kind.BOOL, 1 + seed % 5);
      CelRuntime.Program program = program(source);
      Condition condition;
      try {
        condition = Condition.compile(source, environment);
      } catch (ConditionException e) {
        refused.merge(e.code(), 1, Integer::sum);
        if (program != null && !isStricter(e.code())) {
          different.add(source + " refused: " + e.getMessage());
        }
        continue;
      }
      if (program == null) {
        refused.merge("only the reference refuses", 1, Integer::sum);
        continue;
      }
      for (int round = 0; round < 3; round++) {
        Map<String, Object> values = generator.values();
        String own = own(condition, values);
        String expected = reference(program, values);
        if (own.equals(expected)) {
          agreed++;
          errors += own.equals("error") ? 1 : 0;
        } else if (!isKnownDifference(values)) {
          different.add(source + " on " + values + ": " + own + " instead of " + expected);
        }
      }
    }
    System.out.println(
        "dev.cel agrees on "
            + agreed
            + " evaluations ("
            + errors
            + " errors), refused: "
            + refused);
    assertThat(different).as("%d differences", different.size()).isEmpty();
    assertThat(agreed).isGreaterThan(expressions);
  }

  private static CelRuntime.Program program(String source) {
    try {
      CelAbstractSyntaxTree tree = REFERENCE.compile(source).getAst();
      return RUNTIME.createProgram(tree);
    } catch (CelValidationException | CelEvaluationException e) {
      return null;
    }
  }

  private static String own(Condition condition, Map<String, Object> values) {
    ConditionResult result = condition.test(ExpressionGenerator.variables(values));
    return result.isError() ? "error" : result.message();
  }

  private static String reference(CelRuntime.Program program, Map<String, Object> values) {
    try {
      return String.valueOf(program.eval(values));
    } catch (CelEvaluationException e) {
      return "error";
    }
  }

  /** What is refused here on purpose though it is CEL: rules that cannot mean what they say. */
  private static boolean isStricter(String code) {
    return code.equals("condition.always_true")
        || code.equals("condition.always_false")
        || code.equals("condition.always_fails")
        || code.equals("condition.cost");
  }

  /**
   * The reference puts NaN after every number when it meets an int, and takes a NaN for equal to
   * itself when both sides are the same object; the specification says false each time.
   */
  private static boolean isKnownDifference(Map<String, Object> values) {
    return values.get("d") instanceof Double real && !Double.isFinite(real);
  }
}
