package org.agentgovernance.schema;

import static org.agentgovernance.schema.Calls.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Arguments and schemas made to cost time, stack or memory. Limits are generous: the point is
 * orders.
 */
class HostileArgumentsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"})
  void runsPatternsThatBacktrackWithoutEndInLinearTime(String pattern) {
    CompiledSchema schema =
        CompiledSchema.compile(
            Map.of("properties", Map.of("s", Map.of("type", "string", "pattern", pattern))));
    String text = "a".repeat(200_000) + "!";

    assertThat(LinearPatterns.compile(pattern)).isInstanceOf(com.google.re2j.Pattern.class);
    assertThat(assertTimeoutPreemptively(LONG, () -> schema.validate(Map.of("s", text))))
        .hasSize(1);
  }

  @Test
  void givesUpOnALargePatternAndALongText() {
    CompiledSchema schema = schema("{'properties':{'s':{'pattern':'(?:a?){1000}(?:a?){900}b'}}}");

    assertThat(schema.validate(Map.of("s", "a".repeat(262_144))))
        .singleElement()
        .extracting(Problem::expected)
        .asString()
        .contains("fewer steps");
    assertThat(schema.validate(Map.of("s", "aaab"))).isEmpty();
  }

  @Test
  void countsTheWorkOfACleverSchema() {
    CompiledSchema schema =
        schema(
            "{'$defs':{'n':{'anyOf':[{'properties':{'a':{'$ref':'#/$defs/n'}},'required':['x']},"
                + "{'properties':{'a':{'$ref':'#/$defs/n'}},'required':['y']}]}},"
                + "'$ref':'#/$defs/n'}");

    assertThat(schema.validate(nested(60)))
        .singleElement()
        .extracting(Problem::expected)
        .asString()
        .contains("fewer steps");
  }

  @Test
  void givesUpOnASchemaThatRefersToItselfInAPlaceNoProbeReaches() {
    CompiledSchema schema = schema("{'properties':{'a':{'$ref':'#/properties/a'}}}");

    assertThat(schema.validate(Map.of("a", 1L))).hasSize(1);
    assertThat(schema.validate(Map.of())).isEmpty();
  }

  @Test
  void checksTheDeepestArgumentsOnASmallStack() throws Exception {
    CompiledSchema schema =
        schema(
            "{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','allOf':[{'anyOf':[{'properties':"
                + "{'a':{'$ref':'#/$defs/n'}}}]}]}}}");
    FutureTask<List<Problem>> task = new FutureTask<>(() -> schema.validate(nested(63)));
    Thread thread = new Thread(null, task, "small stack", 512 * 1024);
    thread.start();

    assertThat(task.get()).isEmpty();
  }

  @Test
  void comparesItemsWithOneHashInReasonableTime() {
    CompiledSchema schema = schema("{'properties':{'l':{'uniqueItems':true}}}");
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int bit = 0; bit < 15; bit++) {
        text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      items.add(text.toString());
    }

    assertThat(items.get(0).hashCode()).isEqualTo(items.get(29_999).hashCode());
    assertThat(assertTimeoutPreemptively(LONG, () -> schema.validate(Map.of("l", items))))
        .isEmpty();
    items.add(items.get(17));
    assertThat(schema.validate(Map.of("l", items))).hasSize(1);
  }

  @Test
  void tellsItemsApartByWhatTheyAre() {
    CompiledSchema schema = schema("{'properties':{'l':{'uniqueItems':true}}}");

    assertThat(schema.validate(Calls.object("{'l':[1,'1',[1],['1'],{'a':1},true,'true',null,{}]}")))
        .isEmpty();
    assertThat(schema.validate(Calls.object("{'l':[{'a':1,'b':2},{'b':2.0,'a':1}]}"))).hasSize(1);
    assertThat(schema.validate(Calls.object("{'l':[['a,b'],['a','b']]}"))).isEmpty();
  }

  @Test
  void staysBoundedOnManyProblems() {
    CompiledSchema schema =
        schema("{'properties':{'l':{'items':{'anyOf':[{'type':'string'},{'minimum':5}]}}}}");
    List<Object> items = new ArrayList<>();
    for (long i = 0; i < 45_000; i++) {
      items.add(1L);
    }

    assertThat(assertTimeoutPreemptively(LONG, () -> schema.validate(Map.of("l", items))))
        .hasSize(10);
  }

  @Test
  void escapesAndShortensNamesThatAHostileCallerChose() {
    CompiledSchema schema = schema("{'properties':{'a':{}}}");
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("\u202e\u0000\n\u200b</system>", 1L);
    arguments.put("x".repeat(200_000), 1L);

    List<Problem> problems = schema.validate(arguments);

    assertThat(problems.get(0).pointer()).isEqualTo("/\\u202e\\u0000\\u000a\\u200b<~1system>");
    assertThat(problems.get(1).pointer()).hasSizeLessThan(80);
  }

  @Test
  void refusesASchemaThatIsNestedTooDeeply() {
    Object deep = Map.of();
    for (int i = 0; i < 100; i++) {
      deep = Map.of("not", deep);
    }
    Object schema = deep;

    assertThatThrownBy(() -> CompiledSchema.compile(schema)).isInstanceOf(SchemaException.class);
  }

  private static Map<String, Object> nested(int levels) {
    Map<String, Object> value = Map.of();
    for (int i = 0; i < levels; i++) {
      value = Map.of("a", value);
    }
    return value;
  }
}
