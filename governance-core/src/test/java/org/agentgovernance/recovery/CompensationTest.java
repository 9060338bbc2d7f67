package org.agentgovernance.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agentgovernance.call.Arguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompensationTest {
  private static final Arguments ARGS =
      Arguments.of(Map.of("a", Map.of("b/c", List.of(7, 8)), "", "empty", "~", "tilde"));

  private static Compensation.Made made(String pointer, Object output) {
    return Compensation.of(
            "t", Map.of("x", Compensation.Source.parse(pointer)), Duration.ofHours(1))
        .arguments(ARGS, output);
  }

  @ParameterizedTest
  @CsvSource({
    "/args/a/b~1c/1, 8",
    "/args/, empty",
    "/args/~0, tilde",
    "/output, text",
    "/args/a/b~1c/01,",
    "/args/a/b~1c/2,",
    "/args/a/b~1c/-,",
    "/args/a/b~1c/99999999999,",
    "/args/a/no,",
    "/output/0,",
    "/args/a/b~1c/0/deeper,"
  })
  void followsPointersAsTheStandardSays(String pointer, String expected) {
    Compensation.Made made = made(pointer, "text");
    if (expected == null) {
      assertThat(made.arguments()).isNull();
      assertThat(made.missing()).isEqualTo(pointer);
    } else {
      assertThat(String.valueOf(made.arguments().get("x"))).isEqualTo(expected);
    }
  }

  @Test
  void readsOutputsAsValuesAndTextThatHoldsJson() {
    assertThat(made("/output/id", Map.of("id", "P-1")).arguments().get("x")).isEqualTo("P-1");
    assertThat(made("/output/id", " {\"id\": \"P-1\"} ").arguments().get("x")).isEqualTo("P-1");
    assertThat(made("/output/id", Arguments.of(Map.of("id", "P-1"))).arguments().get("x"))
        .isEqualTo("P-1");
    assertThat(made("/output/id", "{\"id\": \"P-1\"").arguments()).isNull();
    assertThat(made("/output/id", "{\"id\": null}").arguments()).isNull();
    assertThat(made("/output/id", new Object()).missing()).isEqualTo("/output/id");
    assertThat(made("/args", "x").arguments().get("x")).isEqualTo(ARGS.asMap());
  }

  @Test
  void theShortFormHandsOnTheSameArguments() {
    Compensation same = Compensation.sameArguments("t", Duration.ofHours(1));
    assertThat(same.arguments(ARGS, "x").arguments()).isSameAs(ARGS);
    assertThat(same).hasToString("Compensation[t]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "args",
        "/",
        "/arg/x",
        "args/x",
        "//args",
        "/args/~",
        "/args/a~",
        "/output/~2"
      })
  void refusesWhatIsNoPointer(String pointer) {
    assertThatThrownBy(() -> Compensation.Source.parse(pointer))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void neverThrowsOnWhateverATextPointsTo(@ForAll String path, @ForAll String output) {
    Compensation.Source source;
    try {
      source = Compensation.Source.parse("/output/" + path);
    } catch (IllegalArgumentException e) {
      return;
    }
    Compensation.of("t", Map.of("x", source), Duration.ofHours(1)).arguments(ARGS, output);
  }
}
