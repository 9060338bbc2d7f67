package org.agentgovernance.cli;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import picocli.CommandLine.Option;

/** The keys that a command signs with. */
final class SigningOptions {
  @Option(
      names = "--key",
      required = true,
      paramLabel = "KEY.pem",
      description = "A private key to sign with; once for each.")
  private List<Path> files = List.of();

  List<KeyPair> keys() {
    List<KeyPair> keys = new ArrayList<>();
    files.forEach(file -> keys.add(KeyFile.pair(file)));
    return keys;
  }

  /** Signs with every key, none of which may be a stranger to all of the roots. */
  static DsseEnvelope sign(DsseEnvelope envelope, List<KeyPair> keys, TrustRoot... roots) {
    DsseEnvelope signed = envelope;
    for (KeyPair pair : keys) {
      String id = TrustRoot.keyId(pair.getPublic());
      boolean known = false;
      boolean again = false;
      for (TrustRoot root : roots) {
        known |= root.keysById().containsKey(id);
        again |= envelope.signedBy(root).contains(id);
      }
      if (!known) {
        throw InputException.usage(
            "--key: key "
                + brief(id)
                + " is not in the trust root, so its signature is worth"
                + " nothing");
      }
      if (!again) {
        signed = signed.sign(pair);
      }
    }
    return signed;
  }

  /** How far an envelope has got, for instance {@code 1 of 2 signatures of trust root 1}. */
  static String progress(DsseEnvelope envelope, TrustRoot root) {
    return envelope.signedBy(root).size()
        + " of "
        + root.threshold()
        + (root.threshold() == 1 ? " signature" : " signatures")
        + " of trust root "
        + root.version();
  }

  static boolean complete(DsseEnvelope envelope, TrustRoot root) {
    Set<String> signers = envelope.signedBy(root);
    return signers.size() >= root.threshold();
  }

  /** The first digits of a key's id, as people see them. */
  static String brief(String id) {
    return id.substring(0, 16);
  }
}
