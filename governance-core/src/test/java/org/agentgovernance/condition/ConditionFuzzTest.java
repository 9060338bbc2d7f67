package org.agentgovernance.condition;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Arbitrary text and values: only a ConditionException leaves compile, and nothing leaves test. */
class ConditionFuzzTest {
  private static final ConditionEnvironment ENVIRONMENT =
      ConditionEnvironment.builder()
          .variable("x", ConditionType.DYN)
          .variable("s", ConditionType.STRING)
          .variable("l", ConditionType.list(ConditionType.INT))
          .build();

  @FuzzTest(maxDuration = "20s")
  void parserRefusesOrAccepts(FuzzedDataProvider data) {
    String source = data.consumeRemainingAsString();
    try {
      ParsedCondition parsed = ParsedCondition.parse(source);
      String canonical = parsed.syntax().canonical();
      String again =
          ParsedCondition.parse(canonical, new ParseLimits(1_000_000, 250)).syntax().canonical();
      if (!again.equals(canonical)) {
        throw new IllegalStateException("canonical text changed: " + canonical + " to " + again);
      }
    } catch (ConditionException e) {
      e.problems().forEach(problem -> problem.render(source));
    }
  }

  @FuzzTest(maxDuration = "20s")
  void evaluatorAnswersOrFails(FuzzedDataProvider data) {
    Object[] values = {value(data, 3), data.consumeString(20), List.of(data.consumeLong(), 1L)};
    String source = data.consumeRemainingAsString();
    try {
      Condition condition = Condition.compile(source, ENVIRONMENT);
      ConditionResult result = condition.test(index -> values[index]);
      Explanation explanation = condition.explain(index -> values[index]);
      if (result.isTrue() != explanation.result().isTrue() || explanation.text().isEmpty()) {
        throw new IllegalStateException("explained otherwise: " + source);
      }
    } catch (ConditionException e) {
      e.problems().forEach(problem -> problem.render(source));
    }
  }

  private static Object value(FuzzedDataProvider data, int depth) {
    switch (data.consumeInt(0, depth > 0 ? 8 : 6)) {
      case 0:
        return null;
      case 1:
        return data.consumeLong();
      case 2:
        return data.consumeDouble();
      case 3:
        return data.consumeBoolean();
      case 4:
        return data.consumeString(10);
      case 5:
        return data.consumeBytes(4);
      case 6:
        return data.consumeInt();
      case 7:
        List<Object> list = new ArrayList<>();
        for (int i = data.consumeInt(0, 3); i > 0; i--) {
          list.add(value(data, depth - 1));
        }
        return list;
      default:
        Map<String, Object> map = new HashMap<>();
        for (int i = data.consumeInt(0, 3); i > 0; i--) {
          map.put(data.consumeString(3), value(data, depth - 1));
        }
        return map;
    }
  }
}
