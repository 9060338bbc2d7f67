package org.agentgovernance.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.agentgovernance.catalog.Signing.ALICE;
import static org.agentgovernance.catalog.Signing.BOB;
import static org.agentgovernance.catalog.Signing.CAROL;
import static org.agentgovernance.catalog.Signing.MALLORY;
import static org.agentgovernance.catalog.Signing.refusal;
import static org.agentgovernance.catalog.Signing.root;
import static org.agentgovernance.catalog.Signing.signed;
import static org.agentgovernance.catalog.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pinned root: how it is written, and how one follows another. */
class TrustRootTest {
  private static final TrustRoot OLD = root(1, 2, ALICE, BOB);
  private static final TrustRoot NEW = root(2, 2, BOB, CAROL);

  @Test
  void isReadAsItIsWritten() {
    TrustRoot again = TrustRoot.parse(OLD.toJson());
    assertThat(again.toJson()).isEqualTo(OLD.toJson());
    assertThat(again.keysById()).isEqualTo(OLD.keysById());
    assertThat(again.version()).isEqualTo(1);
    assertThat(again.threshold()).isEqualTo(2);
    assertThat(again.expires()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
  }

  @Test
  void rotatesToARootThatOldAndNewHaveSigned() {
    TrustRoot next = OLD.rotate(signed(NEW, ALICE, BOB, CAROL));
    assertThat(next.version()).isEqualTo(2);
    verifier(next).verify(signed(1, BOB, CAROL));
    assertThat(refusal(() -> verifier(next).verify(signed(1, ALICE, BOB))))
        .isEqualTo("catalog.under_signed");
  }

  @Test
  void refusesARotationSignedByTheOldKeysOnly() {
    assertThat(refusal(() -> OLD.rotate(signed(NEW, ALICE, BOB))))
        .isEqualTo("catalog.under_signed");
  }

  @Test
  void refusesARotationSignedByTheNewKeysOnly() {
    assertThat(refusal(() -> OLD.rotate(signed(NEW, BOB, CAROL))))
        .isEqualTo("catalog.under_signed");
    TrustRoot hers = root(2, 1, MALLORY);
    assertThat(refusal(() -> OLD.rotate(signed(hers, MALLORY)))).isEqualTo("catalog.under_signed");
  }

  @Test
  void refusesARotationBackOrPastAVersion() {
    TrustRoot same = root(1, 1, ALICE);
    TrustRoot third = root(3, 1, ALICE);
    TrustRoot first = root(1, 1, ALICE);
    assertThat(refusal(() -> first.rotate(signed(same, ALICE)))).isEqualTo("catalog.rolled_back");
    assertThat(refusal(() -> first.rotate(signed(third, ALICE)))).isEqualTo("catalog.root_skipped");
    TrustRoot second = first.rotate(signed(root(2, 1, ALICE), ALICE));
    assertThat(second.rotate(signed(third, ALICE)).version()).isEqualTo(3);
  }

  @Test
  void refusesARotationOfAnotherType() {
    DsseEnvelope asCatalogue =
        Signing.sign(
            DsseEnvelope.of(CatalogStatement.PAYLOAD_TYPE, NEW.toJson()), ALICE, BOB, CAROL);
    assertThat(refusal(() -> OLD.rotate(asCatalogue))).isEqualTo("catalog.unknown_type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"version\":1 | \"version\":0 | catalog.malformed",
        "\"version\":1 | \"version\":\"1\" | catalog.malformed",
        "\"version\":1 | \"version\":1.5 | catalog.malformed",
        "\"threshold\":2 | \"threshold\":0 | catalog.malformed",
        "\"threshold\":2 | \"threshold\":3 | catalog.malformed",
        "\"threshold\":2 | \"threshold\":4294967298 | catalog.malformed",
        "TrustRoot | TrustRoots | catalog.malformed",
        "agentgovernance/v1 | agentgovernance/v2 | catalog.malformed",
        "2027-01-01T00:00:00Z | 2027-01-01 | catalog.malformed",
        "2027-01-01T00:00:00Z | +1000000000-01-01T00:00:00Z | catalog.malformed",
        "\"version\":1 | \"version\":1,\"extra\":1 | catalog.malformed",
        "\"version\":1 | \"version\":1,\"version\":1 | catalog.malformed",
        "MCowBQYDK2Vw | MCowBQYDK2Vu | catalog.key_type",
        "MCowBQYDK2Vw | MCowBQYDK2V | catalog.malformed",
        "[\"MCow | [1,\"MCow | catalog.malformed",
      })
  void refusesARootThatIsNotWellFormed(String from, String to, String code) {
    String good = new String(OLD.toJson(), UTF_8);
    String bad = good.replace(from, to);
    assertThat(bad).isNotEqualTo(good);
    assertThat(refusal(() -> TrustRoot.parse(bad.getBytes(UTF_8)))).isEqualTo(code);
  }

  @Test
  void refusesARootFileThatIsNotThere() {
    assertThat(refusal(() -> TrustRoot.load(Path.of("no-such-root.json"))))
        .isEqualTo("catalog.unavailable");
  }

  @Test
  void refusesARootWithoutKeys() {
    assertThat(refusal(() -> TrustRoot.of(1, Signing.ROOT_EXPIRES, 1, List.of())))
        .isEqualTo("catalog.malformed");
  }
}
