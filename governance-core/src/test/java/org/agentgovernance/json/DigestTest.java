package org.agentgovernance.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void isSha256() {
    Digest digest = Digest.ofBytes("abc".getBytes(StandardCharsets.US_ASCII));

    assertThat(digest).hasToString(ABC).isEqualTo(Digest.parse(ABC));
    assertThat(digest.hashCode()).isEqualTo(Digest.parse(ABC).hashCode());
    assertThat(digest.hex()).isEqualTo(ABC.substring(7));
    assertThat(digest.bytes()).hasSize(32);
  }

  @Test
  void isOverTheDomainAZeroByteAndTheBytes() {
    assertThat(Digest.of("a", new byte[] {'b'}))
        .isEqualTo(Digest.ofBytes(new byte[] {'a', 0, 'b'}));
    assertThat(Digest.of("a", new byte[] {'b'})).isNotEqualTo(Digest.of("b", new byte[] {'a'}));
  }

  @Test
  void keepsItsBytesToItself() {
    Digest digest = Digest.parse(ABC);
    digest.bytes()[0]++;

    assertThat(digest).hasToString(ABC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256:",
        "sha256:ba7816bf",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
        "sha256:ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      })
  void refusesAnyOtherForm(String text) {
    assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
