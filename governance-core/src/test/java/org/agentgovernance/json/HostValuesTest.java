package org.agentgovernance.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostValuesTest {
  @Test
  void anObjectThatThrowsWhenItIsReadHasNoJsonForm() {
    Iterable<Object> changing =
        () -> {
          throw new java.util.ConcurrentModificationException("secret");
        };
    assertThatThrownBy(() -> Json.copyOf(changing))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("fails when it is read")
        .hasMessageNotContaining("Exception")
        .hasMessageNotContaining("secret");
  }

  @Test
  void takesEveryKindOfNumberIntoTheModel() {
    assertThat(Json.copyOf(List.of((byte) 1, (short) 2, 3, 4L, 5.0, 6.0f)))
        .isEqualTo(List.of(1L, 2L, 3L, 4L, 5L, 6L));
    assertThat(Json.copyOf(0.1f)).isEqualTo(0.1);
    assertThat(Json.copyOf(new BigDecimal("100.00"))).isEqualTo(100L);
    assertThat(Json.copyOf(new BigDecimal("0.10"))).isEqualTo(0.1);
    assertThat(Json.copyOf(new BigInteger("9007199254740991"))).isEqualTo(9007199254740991L);
    assertThat(Json.copyOf(-0.0)).isEqualTo(0L);
  }

  @Test
  void takesTextSequencesAndConstantsIntoTheModel() {
    assertThat(Json.copyOf(CharBuffer.wrap("a"))).isEqualTo("a");
    assertThat(Json.copyOf('x')).isEqualTo("x");
    assertThat(Json.copyOf(DayOfWeek.MONDAY)).isEqualTo("MONDAY");
    assertThat(Json.copyOf(new Object[] {1, null})).isEqualTo(Json.parse("[1,null]"));
    assertThat(Json.copyOf(Set.of(1))).isEqualTo(List.of(1L));
    assertThat(Json.copyOf(null)).isNull();
  }

  static Stream<Object> refused() {
    return Stream.of(
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Float.NaN,
        Double.MIN_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        1L << 53,
        1e20,
        new BigInteger("9007199254740992"),
        new BigDecimal("0.1000000000000000055511151231257827"),
        new BigDecimal("1e-400"),
        new BigDecimal("1e1000000000"),
        new AtomicLong(1),
        Optional.of(1),
        new Object(),
        new int[] {1},
        new byte[] {1},
        Map.of(1, 2),
        "\ud800",
        '\udc00',
        Map.of("\ud800", 1),
        List.of(List.of(Double.NaN)));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatHasNoExactForm(Object value) {
    assertThatThrownBy(() -> Json.copyOf(value)).isInstanceOf(JsonException.class);
  }

  static Stream<Object> unwritable() {
    return Stream.of(
        Long.MIN_VALUE, Long.MAX_VALUE, 1L << 53, Double.NaN, Double.MIN_VALUE, 1e20, 1, "\ud800");
  }

  @ParameterizedTest
  @MethodSource("unwritable")
  void refusesToWriteWhatTheModelDoesNotHold(Object value) {
    assertThatThrownBy(() -> Json.text(value)).isInstanceOf(JsonException.class);
  }

  @Test
  void countsLevelsAsTheReaderDoes() {
    Object deep = List.of();
    for (int i = 1; i < 64; i++) {
      deep = i % 2 == 0 ? List.of(deep) : Map.of("a", deep);
    }
    Object deepest = deep;
    assertThat(Json.parse(Json.text(Json.copyOf(deepest)))).isEqualTo(deepest);

    Object tooDeep = List.of(deepest);
    assertThatThrownBy(() -> Json.copyOf(tooDeep)).hasMessage("more than 64 levels");
    assertThatThrownBy(() -> Json.text(tooDeep)).hasMessage("more than 64 levels");
  }

  @Test
  void endsOnAListThatHoldsItself() {
    List<Object> circle = new ArrayList<>();
    circle.add(circle);

    assertThatThrownBy(() -> Json.copyOf(circle)).hasMessage("more than 64 levels");
  }

  @Test
  void keepsNothingOfTheHostsMap() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    List<Object> list = new ArrayList<>(List.of(1));
    map.put("list", list);
    Object copy = Json.copyOf(map);
    list.add(2);
    map.put("more", true);

    assertThat(copy).isEqualTo(Map.of("list", List.of(1L)));
  }
}
