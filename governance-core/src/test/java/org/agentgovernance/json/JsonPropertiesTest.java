package org.agentgovernance.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class JsonPropertiesTest {
  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void readsBackWhatItWrites(@ForAll("values") Object value) {
    byte[] canonical = Json.canonical(value);

    assertThat(Json.parse(canonical)).isEqualTo(value);
    assertThat(Json.canonical(Json.parse(canonical))).isEqualTo(canonical);
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void copiesAsItReads(@ForAll("values") Object value) {
    assertThat(Json.copyOf(value)).isEqualTo(value).isEqualTo(Json.parse(Json.text(value)));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void givesDifferentBytesToDifferentValues(
      @ForAll("values") Object one, @ForAll("values") Object other) {
    assertThat(Json.text(one).equals(Json.text(other))).isEqualTo(one.equals(other));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void acceptsOrRefusesDamagedBytesButNeverFails(
      @ForAll("values") Object value, @ForAll int place, @ForAll byte damage) {
    byte[] bytes = Json.canonical(value);
    bytes[Math.floorMod(place, bytes.length)] = damage;
    Object read = readOrNull(bytes);
    if (read != null) {
      assertThat(Json.parse(Json.canonical(read))).isEqualTo(read);
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void refusesEveryProperPrefixOfAnObject(@ForAll("values") Object value, @ForAll int place) {
    byte[] bytes = Json.canonical(Map.of("a", value));
    byte[] prefix = Arrays.copyOf(bytes, Math.floorMod(place, bytes.length));

    assertThat(readOrNull(prefix)).isNull();
  }

  private static @Nullable Object readOrNull(byte[] bytes) {
    try {
      Object value = Json.parse(bytes);
      assertThat(value).isEqualTo(Json.parse(new String(bytes, StandardCharsets.UTF_8)));
      return value;
    } catch (JsonException e) {
      return null;
    }
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<String> text =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(8).filter(Numbers::wellFormed),
            Arbitraries.of("", "\u0000", "\"\\/\b", "é", "😀", "\u2028\ufeff", "\u007f"));
    Arbitrary<Object> number =
        Arbitraries.oneOf(
            Arbitraries.longs().between(-Numbers.MAX_INTEGER, Numbers.MAX_INTEGER).map(n -> n),
            Arbitraries.longs()
                .map(Double::longBitsToDouble)
                .filter(d -> Numbers.refusal(d, false) == null)
                .map(Numbers::normal));
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(text.map(t -> t), number, Arbitraries.of(true, false).map(b -> b));
    return Arbitraries.recursive(
        () -> leaf,
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(3).map(List::copyOf),
                Arbitraries.maps(text, inner).ofMaxSize(3).map(map -> map)),
        0,
        3);
  }
}
