package org.agentgovernance.catalog;

import java.security.PublicKey;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/** Counts the distinct keys of a root that have signed an envelope. */
final class ThresholdCheck {
  private ThresholdCheck() {}

  /**
   * Passes when as many keys as the root asks for have signed.
   *
   * @param what what is signed, for messages
   */
  static void require(DsseEnvelope envelope, TrustRoot root, String what) {
    Set<String> signers = signers(envelope, root);
    if (signers.size() >= root.threshold()) {
      return;
    }
    byte[] message = envelope.preAuthenticationEncoding();
    boolean broken = false;
    int strangers = 0;
    for (Signed each : envelope.signatures()) {
      if (signer(each, root.keysById(), message) == null) {
        boolean named = each.keyId() != null && root.keysById().containsKey(each.keyId());
        broken |= named;
        strangers += named ? 0 : 1;
      }
    }
    String count =
        what
            + " has good signatures of "
            + signers.size()
            + " keys of trust root "
            + root.version()
            + ", which asks for "
            + root.threshold();
    if (broken) {
      throw new GovernanceException(
          ReasonCode.CATALOG_TAMPERED,
          count
              + "; a signature in the name of one of its keys does not fit, so the content was"
              + " changed after signing: fetch it from where it was signed");
    }
    throw new GovernanceException(
        ReasonCode.CATALOG_UNDER_SIGNED,
        count
            + (strangers == 0 ? "" : "; " + strangers + " signatures are of other keys")
            + "; have more holders of its keys sign it");
  }

  /** The ids of the root's keys that have signed. */
  static Set<String> signers(DsseEnvelope envelope, TrustRoot root) {
    byte[] message = envelope.preAuthenticationEncoding();
    Set<String> signers = new HashSet<>();
    for (Signed each : envelope.signatures()) {
      String signer = signer(each, root.keysById(), message);
      if (signer != null) {
        signers.add(signer);
      }
    }
    return signers;
  }

  /** The id of the key whose signature this is, or null. */
  private static @Nullable String signer(
      Signed signed, Map<String, PublicKey> keys, byte[] message) {
    String hint = signed.keyId();
    if (hint != null) {
      PublicKey key = keys.get(hint);
      if (key != null) {
        return Ed25519Keys.verifies(key, message, signed.signature()) ? hint : null;
      }
    }
    // The hint is anybody's: without a known one, each key is tried.
    for (Map.Entry<String, PublicKey> key : keys.entrySet()) {
      if (Ed25519Keys.verifies(key.getValue(), message, signed.signature())) {
        return key.getKey();
      }
    }
    return null;
  }
}
