package org.agentgovernance.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.agentgovernance.testing.Corpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of RFC 8785's author, byte for byte. */
class CanonicalVectorsTest {
  @ParameterizedTest
  @ValueSource(strings = {"arrays", "french", "structures", "unicode", "values", "weird"})
  void writesTheCanonicalFormOfTheVector(String name) {
    Path folder = Corpus.path("json/jcs");
    byte[] canonical =
        Json.canonical(Json.parse(Corpus.bytes(folder.resolve("input/" + name + ".json"))));

    assertThat(canonical).isEqualTo(Corpus.bytes(folder.resolve("output/" + name + ".json")));
    assertThat(canonical).isEqualTo(hex(folder.resolve("outhex/" + name + ".txt")));
    assertThat(Json.canonical(Json.parse(canonical))).isEqualTo(canonical);
  }

  /** Where a widespread canonicaliser writes the same bytes for two different documents. */
  @Test
  void keepsApartWhatOtherCanonicalisersConfuse() {
    assertThat(Json.text(Json.parse("\"?\""))).isEqualTo("\"?\"");
    assertThatThrownBy(() -> Json.parse("\"\\ud800\"")).isInstanceOf(JsonException.class);
    assertThat(Json.text(Json.parse("9007199254740991"))).isEqualTo("9007199254740991");
    assertThatThrownBy(() -> Json.parse("9007199254740992")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.parse("9007199254740993")).isInstanceOf(JsonException.class);
  }

  private static byte[] hex(Path file) {
    String text = new String(Corpus.bytes(file), StandardCharsets.US_ASCII);
    return HexFormat.of().parseHex(text.replaceAll("\\s+", ""));
  }
}
