package org.agentgovernance.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.agentgovernance.decision.GovernanceException;

/** Arbitrary bytes: only a GovernanceException leaves, and nothing unsigned is ever verified. */
class DsseFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void envelopeIsRefusedOrReadAsItIsWritten(FuzzedDataProvider data) {
    byte[] bytes = data.consumeRemainingAsBytes();
    try {
      DsseEnvelope envelope = DsseEnvelope.parse(bytes);
      DsseEnvelope again = DsseEnvelope.parse(envelope.toJson());
      if (!Arrays.equals(envelope.preAuthenticationEncoding(), again.preAuthenticationEncoding())) {
        throw new IllegalStateException("read otherwise than written");
      }
      Signing.verifier(Signing.ROOT).verify(envelope);
      throw new IllegalStateException("verified without the keys");
    } catch (GovernanceException e) {
      e.code();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void statementIsRefusedOrReadAsItIsWritten(FuzzedDataProvider data) {
    byte[] payload = data.consumeRemainingAsBytes();
    try {
      CatalogStatement statement =
          CatalogStatement.read(DsseEnvelope.of(CatalogStatement.PAYLOAD_TYPE, payload));
      if (!CatalogStatement.read(statement.toEnvelope()).entries().equals(statement.entries())
          && !new String(payload, UTF_8).isEmpty()) {
        throw new IllegalStateException("read otherwise than written");
      }
    } catch (GovernanceException e) {
      e.code();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void rootIsRefusedOrReadAsItIsWritten(FuzzedDataProvider data) {
    try {
      TrustRoot root = TrustRoot.parse(data.consumeRemainingAsBytes());
      if (!Arrays.equals(TrustRoot.parse(root.toJson()).toJson(), root.toJson())) {
        throw new IllegalStateException("read otherwise than written");
      }
    } catch (GovernanceException e) {
      e.code();
    }
  }
}
