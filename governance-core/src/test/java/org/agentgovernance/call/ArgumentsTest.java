package org.agentgovernance.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  private static final String JSON = "{\"to\":\"Ann\",\"amount\":12.5,\"items\":[1,2]}";

  @Test
  void areTheSameFromMapTextAndBytes() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("items", List.of(1, 2L));
    map.put("amount", new BigDecimal("12.50"));
    map.put("to", "Ann");
    Arguments fromMap = Arguments.of(map);
    Arguments fromText = Arguments.ofJson(JSON);
    Arguments fromBytes = Arguments.ofJson(JSON.getBytes(StandardCharsets.UTF_8));

    assertThat(fromMap).isEqualTo(fromText).isEqualTo(fromBytes).hasSameHashCodeAs(fromText);
    assertThat(fromMap.digest()).isEqualTo(fromText.digest()).isEqualTo(fromBytes.digest());
    assertThat(fromMap.json()).isEqualTo("{\"amount\":12.5,\"items\":[1,2],\"to\":\"Ann\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "1e0", "10E-1"})
  void haveOneDigestForEveryFormOfANumber(String form) {
    assertThat(Arguments.ofJson("{\"n\":" + form + "}").digest())
        .isEqualTo(Arguments.of(Map.of("n", 1)).digest());
  }

  @Test
  void haveADigestUnderTheirOwnDomain() {
    assertThat(Arguments.empty().digest())
        .isEqualTo(
            Digest.of("agentgovernance/arguments/v1", "{}".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void tellDifferentValuesApart() {
    assertThat(Arguments.ofJson("{\"a\":1}").digest())
        .isNotEqualTo(Arguments.ofJson("{\"a\":\"1\"}").digest());
    assertThat(Arguments.ofJson("{\"a\":null}").digest()).isNotEqualTo(Arguments.empty().digest());
  }

  @Test
  void giveTypedValues() {
    Arguments arguments =
        Arguments.ofJson("{\"s\":\"x\",\"n\":0.1,\"i\":7,\"d\":\"100.10\",\"z\":null}");

    assertThat(arguments.string("s")).isEqualTo("x");
    assertThat(arguments.decimal("n")).isEqualTo(new BigDecimal("0.1"));
    assertThat(arguments.decimal("d")).isEqualTo(new BigDecimal("100.10"));
    assertThat(arguments.integer("i")).isEqualTo(7);
    assertThat(arguments.get("z")).isNull();
    assertThatThrownBy(() -> arguments.string("i")).hasMessage("argument i is not a string");
    assertThatThrownBy(() -> arguments.integer("n")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> arguments.decimal("s")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> arguments.decimal("missing"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deriveOnceForOneKey() {
    Arguments arguments = Arguments.ofJson(JSON);
    AtomicInteger times = new AtomicInteger();
    Object key = new Object();

    assertThat(arguments.<Integer>derived(key, a -> times.incrementAndGet())).isEqualTo(1);
    assertThat(arguments.<Integer>derived(key, a -> times.incrementAndGet())).isEqualTo(1);
    assertThat(arguments.<String>derived(new Object(), a -> "other")).isEqualTo("other");
    assertThat(times).hasValue(1);
  }

  @Test
  void cannotBeChanged() {
    Map<String, Object> map = Arguments.ofJson(JSON).asMap();

    assertThatThrownBy(() -> map.remove("to")).isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "null", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{} {}"})
  void refuseWhatIsNotAStrictObject(String json) {
    assertThatThrownBy(() -> Arguments.ofJson(json)).isInstanceOf(JsonException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{} {}"})
  void makeACallMalformedInsteadOfThrowing(String json) {
    ToolCall fromText = ToolCall.builder("t").argumentsJson(json).build();
    ToolCall fromBytes =
        ToolCall.builder("t").argumentsJson(json.getBytes(StandardCharsets.UTF_8)).build();

    assertThat(fromText.malformed()).isNotEmpty().isEqualTo(fromBytes.malformed());
    assertThat(fromText.arguments()).isSameAs(Arguments.empty());
  }

  @Test
  void areEmptyWhenThereIsNoText() {
    for (ToolCall call :
        List.of(
            ToolCall.builder("t").argumentsJson("").build(),
            ToolCall.builder("t").argumentsJson(new byte[0]).build())) {
      assertThat(call.malformed()).isNull();
      assertThat(call.arguments()).isSameAs(Arguments.empty());
    }
  }

  @Test
  void makeACallMalformedWhenAMapHoldsWhatJsonCannot() {
    ToolCall call = ToolCall.builder("t").arguments(Map.of("a", Double.NaN)).build();

    assertThat(call.malformed()).contains("not finite");
    assertThat(call.arguments().asMap()).isEmpty();
  }

  @Test
  void replaceMalformedOnesInTheBuilder() {
    ToolCall.Builder builder = ToolCall.builder("t").argumentsJson("nonsense");

    assertThat(builder.argumentsJson(JSON).build().malformed()).isNull();
    assertThat(builder.argumentsJson("nonsense").build().arguments()).isSameAs(Arguments.empty());
  }

  @Test
  void keepTheirValuesOutOfText() {
    assertThat(Arguments.ofJson(JSON)).hasToString("Arguments[3]");
    assertThat(ToolCall.of("t", Arguments.ofJson(JSON))).hasToString("ToolCall[t]");
    assertThat(Json.text(Arguments.ofJson(JSON).asMap())).contains("Ann");
  }

  @Test
  void refusesAMapThatIsLargerThanTheJsonItStandsFor() {
    List<Object> shared = List.of("x");
    for (int i = 0; i < 40; i++) {
      shared = List.of(shared, shared); // small in memory, 2^40 values written out
    }
    Map<String, Object> bomb = Map.of("a", shared);
    assertThatThrownBy(() -> Arguments.of(bomb)).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Arguments.of(Map.of("a", "x".repeat(1 << 19))))
        .isInstanceOf(JsonException.class);
    List<String> many = Collections.nCopies(5, "x".repeat(1 << 18));
    assertThatThrownBy(() -> Arguments.of(Map.of("a", many))).isInstanceOf(JsonException.class);
  }
}
