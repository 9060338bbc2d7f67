package org.agentgovernance.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes are either refused with {@link JsonException} or read to a value whose canonical form
 * reads back the same. Runs on the inputs beside it; with {@code JAZZER_FUZZ=1} and {@code
 * -Djazzer.hooks=true} it looks for new ones.
 */
class StrictReaderFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void readsOrRefuses(byte[] bytes) {
    Object value;
    try {
      value = Json.parse(bytes);
    } catch (JsonException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    byte[] canonical = Json.canonical(value);
    Object again = Json.parse(canonical);
    assertThat(again).isEqualTo(value);
    assertThat(Json.copyOf(value)).isEqualTo(value);
    assertThat(Json.canonical(again)).isEqualTo(canonical);
  }
}
