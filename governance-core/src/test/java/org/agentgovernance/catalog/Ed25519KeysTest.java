package org.agentgovernance.catalog;

import static org.agentgovernance.catalog.Signing.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.Corpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519KeysTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String PREFIX = "302a300506032b6570032100";

  /** Every vector through the path that catalogues take. */
  @Test
  void agreesWithEveryVectorOfWycheproof() {
    Map<String, Object> file = Json.object(Corpus.json("wycheproof/ed25519_test.json"));
    List<Object> wrong = new ArrayList<>();
    int accepted = 0;
    int refused = 0;
    for (Object each : (List<?>) file.get("testGroups")) {
      Map<String, Object> group = Json.object(each);
      PublicKey key = Ed25519Keys.decode(HEX.parseHex((String) group.get("publicKeyDer")));
      for (Object item : (List<?>) group.get("tests")) {
        Map<String, Object> test = Json.object(item);
        boolean verified =
            Ed25519Keys.verifies(
                key,
                HEX.parseHex((String) test.get("msg")),
                HEX.parseHex((String) test.get("sig")));
        if (verified != "valid".equals(test.get("result"))) {
          wrong.add(test.get("tcId"));
        }
        accepted += verified ? 1 : 0;
        refused += verified ? 0 : 1;
      }
    }
    System.out.printf(
        "Wycheproof Ed25519: %d accepted, %d refused, %d wrong%n", accepted, refused, wrong.size());
    assertThat(wrong).isEmpty();
    assertThat(accepted + refused).isEqualTo(151);
    assertThat(refused).isGreaterThan(50);
  }

  /** With these keys anybody can make a signature that verifies. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void refusesAKeyOfSmallOrderOrInAnotherEncoding(String point) {
    assertThat(refusal(() -> Ed25519Keys.decode(HEX.parseHex(PREFIX + point))))
        .isEqualTo("catalog.key_type");
  }

  @Test
  void refusesAKeyOfAnotherLength() {
    byte[] good = Signing.ALICE.getPublic().getEncoded();
    Ed25519Keys.decode(good);
    for (int length : new int[] {0, 12, 43, 45, 1000}) {
      assertThat(refusal(() -> Ed25519Keys.decode(Arrays.copyOf(good, length))))
          .isEqualTo("catalog.key_type");
    }
  }
}
