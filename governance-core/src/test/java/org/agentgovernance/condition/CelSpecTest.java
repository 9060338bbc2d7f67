package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.condition.syntax.Expression;
import org.junit.jupiter.api.Test;

/** The conformance tests of the language: each passes or is refused at load. */
class CelSpecTest {
  private enum Verdict {
    PASSED,
    REFUSED,
    DIFFERENT
  }

  /** One outcome with its reason. */
  private record Outcome(Verdict verdict, String reason) {}

  @Test
  void everyCasePassesOrIsRefusedAtLoadAndTheCountsStandInTheDocumentation() throws Exception {
    Path corpus = Path.of(System.getProperty("corpus.dir", "../shared/corpus"));
    boolean there = Files.isDirectory(corpus.resolve("json"));
    assumeTrue(there, "skipped: the corpus with the cel-spec tests is not beside the repository");
    Map<String, int[]> counts = new TreeMap<>();
    List<String> different = new ArrayList<>();
    Map<String, Integer> reasons = new TreeMap<>();
    int[] total = new int[3];
    for (CelSpecCase each : CelSpecCase.all(corpus)) {
      Outcome outcome = run(each);
      total[column(outcome.verdict)]++;
      counts.computeIfAbsent(each.file(), file -> new int[3])[column(outcome.verdict)]++;
      if (outcome.verdict == Verdict.DIFFERENT) {
        different.add(each + " -> " + outcome.reason);
      } else if (outcome.verdict == Verdict.REFUSED) {
        reasons.merge(outcome.reason, 1, Integer::sum);
        if (Boolean.getBoolean("conditions.refused")) {
          System.out.println("REFUSED " + each + " -> " + outcome.reason);
        }
      }
    }
    StringBuilder table = new StringBuilder();
    counts.forEach(
        (file, count) ->
            table
                .append("| ")
                .append(file)
                .append(" | ")
                .append(count[0])
                .append(" | ")
                .append(count[1])
                .append(" |\n"));
    table
        .append("| **all** | **")
        .append(total[0])
        .append("** | **")
        .append(total[1])
        .append("** |\n");
    System.out.println("cel-spec simple tests (file, passed, refused at load)\n" + table);
    System.out.println("refused because: " + reasons);

    assertThat(different).isEmpty();
    assertThat(total[0]).isGreaterThanOrEqualTo(1_200);
    Path page = Path.of(System.getProperty("user.dir")).resolve("../docs/conditions.md");
    assertThat(Files.readString(page)).contains(table);
  }

  private static Outcome run(CelSpecCase each) {
    ConditionEnvironment environment;
    Variables variables;
    Object expected;
    ConditionType deduced;
    try {
      environment = each.environment();
      variables = each.variables(environment);
      expected = each.expectsError() || each.onlyChecks() ? Null.VALUE : each.expected();
      deduced = each.deducedType();
    } catch (CelSpecCase.NotExpressible e) {
      return new Outcome(Verdict.REFUSED, "not expressible: messages, functions or containers");
    }
    Typing typing;
    Expression syntax;
    Node node;
    try {
      syntax = ParsedCondition.parse(each.expression()).syntax();
      Problems problems = new Problems(each.expression());
      typing = Checker.check(syntax, environment, problems);
      problems.throwIfAny();
      node = Compiler.compile(syntax, typing, null);
    } catch (ConditionException e) {
      return new Outcome(Verdict.REFUSED, e.code());
    }
    if (deduced != null && !text(typing.type(syntax)).equals(text(deduced))) {
      return new Outcome(
          Verdict.DIFFERENT, "type " + typing.type(syntax) + " instead of " + deduced);
    }
    if (each.onlyChecks()) {
      return new Outcome(Verdict.PASSED, "");
    }
    return evaluated(each, node, typing, variables, expected);
  }

  private static Outcome evaluated(
      CelSpecCase each, Node node, Typing typing, Variables variables, Object expected) {
    try {
      Object value = node.value(new Frame(variables, typing.locals(), 100_000));
      if (each.expectsError()) {
        return new Outcome(Verdict.DIFFERENT, "no error but " + value);
      }
      boolean same = same(value, expected);
      return new Outcome(same ? Verdict.PASSED : Verdict.DIFFERENT, "gives " + value);
    } catch (EvalError e) {
      return each.expectsError()
          ? new Outcome(Verdict.PASSED, "")
          : new Outcome(Verdict.DIFFERENT, "fails: " + e.text());
    }
  }

  private static int column(Verdict verdict) {
    return verdict == Verdict.PASSED ? 0 : verdict == Verdict.REFUSED ? 1 : 2;
  }

  private static String text(ConditionType type) {
    return type.toString();
  }

  /** Equal in type as well as in value. */
  private static boolean same(Object a, Object b) {
    if (a instanceof List<?> left && b instanceof List<?> right) {
      Iterator<?> others = right.iterator();
      boolean same = left.size() == right.size();
      for (Object element : left) {
        same = same && same(Values.of(element), Values.of(others.next()));
      }
      return same;
    }
    if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      boolean same = left.size() == right.size();
      for (Map.Entry<?, ?> entry : left.entrySet()) {
        same =
            same
                && right.containsKey(entry.getKey())
                && same(Values.of(entry.getValue()), Values.of(right.get(entry.getKey())));
      }
      return same;
    }
    if (a instanceof byte[] left && b instanceof byte[] right) {
      return Arrays.equals(left, right);
    }
    return a.equals(b);
  }
}
