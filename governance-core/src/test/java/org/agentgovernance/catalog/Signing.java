package org.agentgovernance.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.testing.ManualClock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Keys, a root of two out of three, and a catalogue of one tool. */
final class Signing {
  static final KeyPair ALICE = keys("Ed25519");
  static final KeyPair BOB = keys("Ed25519");
  static final KeyPair CAROL = keys("Ed25519");
  static final KeyPair MALLORY = keys("Ed25519");
  static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant EXPIRES = Instant.parse("2026-07-01T00:00:00Z");
  static final Instant ROOT_EXPIRES = Instant.parse("2027-01-01T00:00:00Z");
  static final TrustRoot ROOT = root(1, 2, ALICE, BOB, CAROL);
  static final ToolDescriptor LOOK =
      ToolDescriptor.parse("{\"name\": \"look\", \"description\": \"Looks something up.\"}");

  private Signing() {}

  static KeyPair keys(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static TrustRoot root(long version, int threshold, KeyPair... keys) {
    return TrustRoot.of(
        version, ROOT_EXPIRES, threshold, Stream.of(keys).map(KeyPair::getPublic).toList());
  }

  static CatalogStatement catalog(long version) {
    return CatalogStatement.of(
        version, ISSUED, EXPIRES, List.of(new CatalogEntry("1", LOOK)), List.of());
  }

  static DsseEnvelope sign(DsseEnvelope envelope, KeyPair... keys) {
    DsseEnvelope signed = envelope;
    for (KeyPair each : keys) {
      signed = signed.sign(each);
    }
    return signed;
  }

  static DsseEnvelope signed(long version, KeyPair... keys) {
    return sign(catalog(version).toEnvelope(), keys);
  }

  static DsseEnvelope signed(TrustRoot root, KeyPair... keys) {
    return sign(DsseEnvelope.of(TrustRoot.PAYLOAD_TYPE, root.toJson()), keys);
  }

  static CatalogVerifier verifier(TrustRoot root) {
    return verifier(root, HighWaterStore.inMemory(), "2026-03-01T00:00:00Z");
  }

  static CatalogVerifier verifier(TrustRoot root, HighWaterStore versions, String now) {
    return new CatalogVerifier(root, versions, new ManualClock(now));
  }

  /** The reason code of a refusal; its message names the next step and quotes nothing. */
  static String refusal(ThrowingCallable attempt) {
    GovernanceException e = catchThrowableOfType(GovernanceException.class, attempt);
    assertThat(e).as("must be refused").isNotNull();
    assertThat(e.getMessage()).isNotBlank();
    return e.code().value();
  }
}
