package org.agentgovernance.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictReaderTest {
  @Test
  void readsEveryKindOfValue() {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("text", "a\n\"é😀");
    expected.put("whole", 42L);
    expected.put("half", 0.5);
    expected.put("yes", true);
    expected.put("none", null);
    expected.put("list", List.of(1L, List.of(), Map.of()));

    assertThat(
            Json.parse(
                " {\"text\":\"a\\n\\\"\\u00e9\\ud83d\\ude00\",\"whole\":42,\"half\":5e-1,"
                    + "\"yes\":true,\"none\":null,\"list\":[1,[],{}]} "))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.0", "1e0", "10e-1", "0.1E+1", "100E-2"})
  void readsTheFormsOfOneNumberAlike(String form) {
    assertThat(Json.parse(form)).isEqualTo(1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "-0.0", "0e-500", "0.000"})
  void readsTheFormsOfZeroAlike(String form) {
    assertThat(Json.parse(form)).isEqualTo(0L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "[1",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\" 1}",
        "{1:2}",
        "{a:1}",
        "'a'",
        "\"",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "-",
        "0x1",
        "1_0",
        "tru",
        "nulll",
        "True",
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "//c\n1",
        "/*c*/1",
        "#c\n1",
        "1 2",
        "{} {}",
        "[]]",
        "[1]x",
        "\"\t\"",
        "\"\u0000\"",
        "\u0000",
        "1\u0000",
        "\ufeff1",
        "\u00a01",
        "\"a\"b\""
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740992, beyond 9007199254740991",
    "-9007199254740992, beyond 9007199254740991",
    "9007199254740993.0, beyond 9007199254740991",
    "1e20, beyond 9007199254740991",
    "99999999999999999999999, beyond 9007199254740991",
    "1e400, not finite",
    "-1e309, not finite",
    "1e-400, too small",
    "5e-324, too small",
    "2.225073858507201e-308, too small"
  })
  void refusesNumbersThatTwoReadersCouldSeeDifferently(String number, String why) {
    assertThatThrownBy(() -> Json.parse(number))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining(why);
    assertThatThrownBy(() -> Json.parse("{\"a\":[" + number + "]}"))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void acceptsTheNumbersNextToTheLimits() {
    assertThat(Json.parse("9007199254740991")).isEqualTo(9007199254740991L);
    assertThat(Json.parse("-9007199254740991")).isEqualTo(-9007199254740991L);
    assertThat(Json.parse("1e21")).isEqualTo(1e21);
    assertThat(Json.parse("2.2250738585072014e-308")).isEqualTo(Double.MIN_NORMAL);
    assertThat(Json.parse("1.7976931348623157e308")).isEqualTo(Double.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"\\u0061\":3}", "[{\"\":1,\"\":2}]"})
  void refusesAKeyThatStandsTwice(String text) {
    assertThatThrownBy(() -> Json.parse(text)).hasMessageContaining("same key twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud800x\"",
        "\"x\\ud83d\"",
        "{\"\\ud800\":1}",
        "{\"\\udc00\":1}"
      })
  void refusesALoneSurrogateInAnEscape(String text) {
    assertThatThrownBy(() -> Json.parse(text)).hasMessageContaining("surrogate");
  }

  @Test
  void refusesALoneSurrogateInText() {
    for (String lone : List.of("\ud800", "\udc00", "\udc00\ud800", "a\ud83d")) {
      assertThatThrownBy(() -> Json.parse("\"" + lone + "\"")).isInstanceOf(JsonException.class);
      assertThatThrownBy(() -> Json.parse("{\"" + lone + "\":1}"))
          .isInstanceOf(JsonException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "22c0af22", // overlong slash
        "22e080af22", // overlong slash in three bytes
        "22f08080af22", // overlong slash in four bytes
        "22c08022", // overlong zero
        "22eda08022", // a surrogate as three bytes
        "22eda0bdedb88022", // a pair of surrogates as six bytes
        "22f490808022", // beyond the last character
        "22ff22", // never a byte of UTF-8
        "2280", // a continuation alone
        "22c3", // cut off
        "efbbbf31", // a byte order mark
        "fffe3100", // UTF-16
        "31003200" // UTF-16 without a mark
      })
  void refusesBytesThatAreNotUtf8(String hex) {
    assertThatThrownBy(() -> Json.parse(HexFormat.of().parseHex(hex)))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void readsBytesLikeText() {
    String text = "{\"é\":\"😀\u2028\u007f\"}";

    assertThat(Json.parse(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(Json.parse(text));
  }

  @Test
  void countsLevels() {
    assertThat(Json.parse("[".repeat(64) + "]".repeat(64))).isNotNull();
    for (int levels : new int[] {65, 100_000}) {
      assertThatThrownBy(() -> Json.parse("[".repeat(levels) + "]".repeat(levels)))
          .hasMessage("more than 64 levels");
      assertThatThrownBy(() -> Json.parse("{\"a\":".repeat(levels) + "1" + "}".repeat(levels)))
          .hasMessage("more than 64 levels");
      assertThatThrownBy(() -> Json.parse("[".repeat(levels))).hasMessage("more than 64 levels");
    }
  }

  @Test
  void refusesALargeDocumentUnread() {
    assertThatThrownBy(() -> Json.parse(new byte[10_000_000]))
        .hasMessage("the document has 10000000 bytes, more than 1048576");
    assertThatThrownBy(() -> Json.parse(" ".repeat(10_000_000)))
        .hasMessage("the document has 10000000 characters, more than 1048576");
  }

  @Test
  void saysWhichLimitADocumentExceeds() {
    assertThatThrownBy(() -> Json.parse("\"" + "a".repeat(300_000) + "\""))
        .hasMessage("a string of more than 262144 characters");
    assertThatThrownBy(() -> Json.parse("{\"" + "a".repeat(300_000) + "\":1}"))
        .hasMessage("a string of more than 262144 characters");
    assertThatThrownBy(() -> Json.parse("[" + "1,".repeat(60_000) + "1]"))
        .hasMessage("more than 50000 tokens");
    assertThatThrownBy(() -> Json.parse("1".repeat(500)))
        .hasMessage("a number of more than 400 characters");
  }

  @Test
  void readsALargeDocumentWithLimitsForIt() {
    String text = "[" + "1,".repeat(60_000) + "1]";

    assertThat((List<?>) Json.parse(text, JsonLimits.FILE)).hasSize(60_001);
  }

  /** A table of names that documents share would refuse the next document for this one's names. */
  @Test
  void readsNamesMadeToCollideAndTheDocumentAfterThem() {
    for (String[] pair : new String[][] {{"bA", "ab"}, {"Aa", "BB"}}) {
      StringBuilder text = new StringBuilder("{");
      for (int i = 0; i < 20_000; i++) {
        text.append(i == 0 ? "\"" : ",\"");
        for (int bit = 0; bit < 15; bit++) {
          text.append(pair[i >> bit & 1]);
        }
        text.append("\":1");
      }
      assertThat(Json.parseObject(text.append('}').toString())).hasSize(20_000);
    }
    assertThat(Json.parse("{\"abababababab\":1}")).isEqualTo(Map.of("abababababab", 1L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"hunter2\":hunter2}",
        "\"hunter2",
        "hunter2",
        "{\"a\":\"hunter2\"\"hunter2\"}",
        "{\"hunter2\":1,\"hunter2\":2}",
        "{\"a\":\"hunter2\\q\"}",
        "[1,2] hunter2"
      })
  void neverRepeatsContent(String text) {
    JsonException e = catchThrowableOfType(JsonException.class, () -> Json.parse(text));

    assertThat(e).hasMessageNotContaining("hunter2");
    assertThat(e.line()).isEqualTo(1);
    assertThat(e.getCause()).isNull();
  }

  @Test
  void namesThePlace() {
    JsonException e =
        catchThrowableOfType(
            JsonException.class, () -> Json.parse("{\n  \"a\": 1,\n  \"a\": 2\n}"));

    assertThat(e.line()).isEqualTo(3);
    assertThat(e.column()).isEqualTo(3);
    assertThat(e).hasMessageEndingWith("at line 3, column 3");
  }

  @Test
  void returnsValuesThatCannotBeChanged() {
    Map<String, Object> map = Json.parseObject("{\"list\":[1]}");

    assertThatThrownBy(() -> map.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((List<?>) map.get("list")).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refusesAnythingButAnObjectWhereOneIsExpected() {
    for (String text : List.of("[]", "1", "null", "\"{}\"")) {
      assertThatThrownBy(() -> Json.parseObject(text)).hasMessage("expected an object");
    }
  }
}
