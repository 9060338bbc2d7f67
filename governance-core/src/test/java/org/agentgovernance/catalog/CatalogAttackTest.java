package org.agentgovernance.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.agentgovernance.catalog.Signing.ALICE;
import static org.agentgovernance.catalog.Signing.BOB;
import static org.agentgovernance.catalog.Signing.CAROL;
import static org.agentgovernance.catalog.Signing.LOOK;
import static org.agentgovernance.catalog.Signing.MALLORY;
import static org.agentgovernance.catalog.Signing.ROOT;
import static org.agentgovernance.catalog.Signing.catalog;
import static org.agentgovernance.catalog.Signing.refusal;
import static org.agentgovernance.catalog.Signing.sign;
import static org.agentgovernance.catalog.Signing.signed;
import static org.agentgovernance.catalog.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to bring in a catalogue that was not reviewed, each refused by its own code. */
class CatalogAttackTest {
  private static String refused(DsseEnvelope envelope) {
    return refusal(() -> verifier(ROOT).verify(envelope));
  }

  private static DsseEnvelope rewritten(DsseEnvelope envelope, String from, String to) {
    String payload = new String(envelope.payload(), UTF_8);
    assertThat(payload).contains(from);
    DsseEnvelope bare =
        DsseEnvelope.of(envelope.payloadType(), payload.replace(from, to).getBytes(UTF_8));
    String signatures = new String(envelope.toJson(), UTF_8).replaceFirst(".*\"signatures\":", "");
    return DsseEnvelope.parse(
        new String(bare.toJson(), UTF_8)
            .replace("\"signatures\":[]}", "\"signatures\":" + signatures)
            .getBytes(UTF_8));
  }

  @Test
  void acceptsACatalogueThatTwoOfThreeHaveSigned() {
    for (KeyPair[] two : new KeyPair[][] {{ALICE, BOB}, {CAROL, ALICE}, {ALICE, BOB, CAROL}}) {
      SignedCatalog verified = verifier(ROOT).verify(signed(1, two));
      assertThat(verified.statement().entries()).containsOnlyKeys("tool/look@1");
    }
  }

  @Test
  void refusesATamperedCatalogue() {
    DsseEnvelope good = signed(1, ALICE, BOB);
    assertThat(refused(rewritten(good, "Looks", "Locks"))).isEqualTo("catalog.tampered");
    assertThat(refused(rewritten(good, "\"catalogVersion\":1", "\"catalogVersion\":9")))
        .isEqualTo("catalog.tampered");
    assertThat(refused(rewritten(good, "{", "{ "))).isEqualTo("catalog.tampered");
  }

  @Test
  void refusesATamperedCatalogueBeforeReadingWhatItSays() {
    assertThat(refused(rewritten(signed(1, ALICE, BOB), "{", "["))).isEqualTo("catalog.tampered");
  }

  @Test
  void refusesAChangedPayloadType() {
    String json = new String(signed(1, ALICE, BOB).toJson(), UTF_8);
    DsseEnvelope other =
        DsseEnvelope.parse(json.replace("in-toto+json", "in-toto+jsom").getBytes(UTF_8));
    assertThat(refused(other)).isEqualTo("catalog.unknown_type");
  }

  @Test
  void refusesATruncatedEnvelopeAtEveryByte() {
    byte[] whole = signed(1, ALICE, BOB).toJson();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThat(refusal(() -> DsseEnvelope.parse(cut))).isEqualTo("catalog.malformed");
    }
  }

  @Test
  void refusesAnExpiredCatalogue() {
    for (String now : List.of("2026-07-01T00:00:00Z", "2026-12-01T00:00:00Z")) {
      CatalogVerifier late = verifier(ROOT, HighWaterStore.inMemory(), now);
      assertThat(refusal(() -> late.verify(signed(1, ALICE, BOB)))).isEqualTo("catalog.expired");
    }
    verifier(ROOT, HighWaterStore.inMemory(), "2026-06-30T23:59:59.999Z")
        .verify(signed(1, ALICE, BOB));
  }

  @Test
  void refusesEverythingOnceTheTrustRootHasExpired() {
    CatalogVerifier late = verifier(ROOT, HighWaterStore.inMemory(), "2027-01-01T00:00:00Z");
    assertThat(refusal(() -> late.verify(signed(1, ALICE, BOB)))).isEqualTo("catalog.root_expired");
  }

  @Test
  void refusesACatalogueThatWasRolledBack() {
    CatalogVerifier verifier = verifier(ROOT);
    verifier.verify(signed(7, ALICE, BOB));
    verifier.verify(signed(7, ALICE, BOB));
    assertThat(refusal(() -> verifier.verify(signed(6, ALICE, BOB))))
        .isEqualTo("catalog.rolled_back");
    verifier.verify(signed(8, ALICE, BOB));
  }

  @Test
  void refusesATrustRootThatWasRolledBack() {
    HighWaterStore versions = HighWaterStore.inMemory();
    verifier(Signing.root(3, 1, ALICE), versions, "2026-03-01T00:00:00Z").verify(signed(1, ALICE));
    CatalogVerifier old = verifier(Signing.root(2, 1, MALLORY), versions, "2026-03-01T00:00:00Z");
    assertThat(refusal(() -> old.verify(signed(2, MALLORY)))).isEqualTo("catalog.rolled_back");
  }

  @Test
  void aRefusedCatalogueDoesNotRaiseTheHighestVersion() {
    CatalogVerifier verifier = verifier(ROOT);
    assertThat(refusal(() -> verifier.verify(signed(1_000_000, ALICE, MALLORY))))
        .isEqualTo("catalog.under_signed");
    verifier.verify(signed(1, ALICE, BOB));
  }

  @Test
  void refusesAnUnderSignedCatalogue() {
    assertThat(refused(signed(1))).isEqualTo("catalog.under_signed");
    assertThat(refused(signed(1, BOB))).isEqualTo("catalog.under_signed");
    assertThat(refused(signed(1, BOB, MALLORY))).isEqualTo("catalog.under_signed");
  }

  @Test
  void refusesACatalogueTwiceSignedByOneKey() {
    assertThat(refused(signed(1, ALICE, ALICE))).isEqualTo("catalog.under_signed");
    String underTwoNames =
        new String(signed(1, ALICE, ALICE).toJson(), UTF_8)
            .replaceFirst("\"keyid\":\"[0-9a-f]{64}\"", "\"keyid\":\"somebody else\"");
    assertThat(refused(DsseEnvelope.parse(underTwoNames.getBytes(UTF_8))))
        .isEqualTo("catalog.under_signed");
  }

  @Test
  void refusesATrustRootThatNamesOneKeyTwice() {
    assertThat(refusal(() -> Signing.root(1, 2, ALICE, ALICE))).isEqualTo("catalog.malformed");
  }

  @Test
  void refusesOneKeysSignatureInTheNameOfAnother() {
    String swapped =
        new String(signed(1, ALICE, MALLORY).toJson(), UTF_8)
            .replace(Ed25519Keys.id(MALLORY.getPublic()), Ed25519Keys.id(BOB.getPublic()));
    assertThat(refused(DsseEnvelope.parse(swapped.getBytes(UTF_8)))).isEqualTo("catalog.tampered");
  }

  @Test
  void aKeyIdIsOnlyAHint() {
    String none =
        new String(signed(1, ALICE, BOB).toJson(), UTF_8)
            .replaceAll("\"keyid\":\"[0-9a-f]{64}\",", "");
    verifier(ROOT).verify(DsseEnvelope.parse(none.getBytes(UTF_8)));
  }

  @Test
  void refusesAnUnknownPayloadType() {
    for (String type : List.of("application/json", "text/plain", TrustRoot.PAYLOAD_TYPE)) {
      DsseEnvelope other = sign(DsseEnvelope.of(type, catalog(1).toJson()), ALICE, BOB);
      assertThat(refused(other)).isEqualTo("catalog.unknown_type");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://in-toto.io/Statement/v0.1",
        "https://in-toto.io/Statement/v2",
        "https://agentgovernance.org/attestation/catalog/v2",
        "https://slsa.dev/provenance/v1"
      })
  void refusesAnUnknownStatementOrPredicateType(String type) {
    String payload = new String(catalog(1).toJson(), UTF_8);
    String known =
        type.startsWith("https://in-toto") ? StatementReader.TYPE : CatalogStatement.PREDICATE_TYPE;
    DsseEnvelope other =
        DsseEnvelope.of(
            CatalogStatement.PAYLOAD_TYPE, payload.replace(known, type).getBytes(UTF_8));
    assertThat(refused(sign(other, ALICE, BOB))).isEqualTo("catalog.unknown_type");
  }

  @Test
  void refusesAFiftyMegabyteEnvelopeWithoutReadingItAll() {
    AtomicLong read = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return read.incrementAndGet() > 50_000_000 ? -1 : ' ';
          }

          @Override
          public int read(byte[] b, int off, int len) {
            if (read.get() >= 50_000_000) {
              return -1;
            }
            Arrays.fill(b, off, off + len, (byte) ' ');
            read.addAndGet(len);
            return len;
          }
        };
    assertThat(refusal(() -> readAll(endless))).isEqualTo("catalog.too_large");
    assertThat(read.get()).isLessThan(DsseEnvelope.MAX_BYTES + 100_000L);
  }

  private static void readAll(InputStream in) throws IOException {
    DsseEnvelope.read(in);
  }

  @Test
  void refusesAKeyOfTheWrongType() {
    for (String algorithm : List.of("RSA", "EC", "Ed448", "X25519")) {
      KeyPair other = Signing.keys(algorithm);
      assertThat(refusal(() -> Signing.root(1, 1, other))).isEqualTo("catalog.key_type");
      assertThat(refusal(() -> catalog(1).toEnvelope().sign(other))).isEqualTo("catalog.key_type");
    }
  }

  /** The version of one tool from one catalogue, its descriptor from another. */
  @Test
  void refusesMixAndMatchOfSignedParts() {
    ToolDescriptor other = ToolDescriptor.parse("{\"name\": \"look\", \"description\": \"Old.\"}");
    DsseEnvelope one = signed(1, ALICE, BOB);
    assertThat(refused(rewritten(one, LOOK.digest().hex(), other.digest().hex())))
        .isEqualTo("catalog.tampered");
    // The signatures of one catalogue under the content of another.
    String first = new String(one.toJson(), UTF_8);
    String second = new String(signed(2, ALICE, BOB).toJson(), UTF_8);
    String mixed =
        first.replaceFirst("\"signatures\":.*", "")
            + second.substring(second.indexOf("\"signatures\":"));
    assertThat(refused(DsseEnvelope.parse(mixed.getBytes(UTF_8)))).isEqualTo("catalog.tampered");
    // One signature of each.
    assertThat(
            refused(
                DsseEnvelope.parse(
                    first
                        .replaceFirst(
                            "\\},\\{\"keyid\".*",
                            "}," + second.substring(second.lastIndexOf("{\"keyid\"")))
                        .getBytes(UTF_8))))
        .isEqualTo("catalog.tampered");
  }

  @Test
  void refusesADigestThatIsNotItsDescriptors() {
    ToolDescriptor other = ToolDescriptor.parse("{\"name\": \"look\", \"description\": \"Old.\"}");
    String payload =
        new String(catalog(1).toJson(), UTF_8).replace(LOOK.digest().hex(), other.digest().hex());
    DsseEnvelope inconsistent =
        DsseEnvelope.of(CatalogStatement.PAYLOAD_TYPE, payload.getBytes(UTF_8));
    assertThat(refused(sign(inconsistent, ALICE, BOB))).isEqualTo("catalog.malformed");
  }

  @Test
  void refusesAStoreThatDoesNotRemember() {
    CatalogVerifier verifier = verifier(ROOT, (name, version) -> 0, "2026-03-01T00:00:00Z");
    assertThat(refusal(() -> verifier.verify(signed(1, ALICE, BOB))))
        .isEqualTo("catalog.unavailable");
    CatalogVerifier failing =
        verifier(
            ROOT,
            (name, version) -> {
              throw new IllegalStateException("down");
            },
            "2026-03-01T00:00:00Z");
    assertThat(refusal(() -> failing.verify(signed(1, ALICE, BOB))))
        .isEqualTo("catalog.unavailable");
  }
}
