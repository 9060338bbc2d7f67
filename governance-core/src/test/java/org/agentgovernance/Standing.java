package org.agentgovernance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;

/** Keys, a root of two out of three, a grant for small refunds, and a bank that lets it answer. */
final class Standing {
  static final KeyPair ALICE = keys();
  static final KeyPair BOB = keys();
  static final KeyPair CAROL = keys();
  static final KeyPair MALLORY = keys();
  static final TrustRoot ROOT =
      TrustRoot.of(
          1,
          Instant.parse("2027-06-01T00:00:00Z"),
          2,
          Stream.of(ALICE, BOB, CAROL).map(KeyPair::getPublic).toList());

  static final String GRANT =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "StandingGrant", "id": "sg-1",
       "approval": "default", "agent": "bank-agent", "tools": ["refund"],
       "arguments": {"account": {"oneOf": ["A-1", "A-3"]}, "amount": {"atMost": "50.00"}},
       "uses": 5, "notBefore": "2026-11-20T00:00:00Z", "notAfter": "2026-11-21T00:00:00Z",
       "reason": "refunds of the recall", "issuer": "head of payments"}
      """;

  private Standing() {}

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The grant with one field replaced, or removed when the JSON is null. */
  static byte[] grantWith(String key, String json) {
    Map<String, Object> map = new LinkedHashMap<>(Json.parseObject(GRANT));
    map.put(key, Json.parse(json));
    map.values().removeIf(value -> value == null);
    return Json.canonical(map);
  }

  static byte[] grant() {
    return Json.canonical(Json.parse(GRANT));
  }

  static Path signed(Path directory, byte[] grant) {
    return written(directory, sign(grant, ALICE, BOB));
  }

  static DsseEnvelope sign(byte[] grant, KeyPair... keys) {
    DsseEnvelope envelope = DsseEnvelope.of(StandingGrant.PAYLOAD_TYPE, grant);
    for (KeyPair each : keys) {
      envelope = envelope.sign(each);
    }
    return envelope;
  }

  static Path written(Path directory, DsseEnvelope envelope) {
    try {
      return Files.write(Files.createTempFile(directory, "grant", ".dsse.json"), envelope.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bank without budgets of its own, whose usual policy may be answered in advance. */
  static Manifest bank(boolean standing) {
    Map<String, Object> map = new LinkedHashMap<>(Json.parseObject(Manifests.BANK));
    map.put("budgets", List.of());
    map.put(
        "approvals",
        List.of(
            Map.of("id", "supervisors", "roles", List.of("supervisor")),
            Map.of("id", "default", "standing", standing)));
    return Manifest.parse(Json.text(map), "bank.json");
  }
}
