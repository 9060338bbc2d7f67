package org.agentgovernance.manifest;

import java.nio.file.Path;
import java.util.function.Function;
import org.agentgovernance.catalog.SignedCatalog;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/** Brings together the catalogue that the manifest names and the root that the application pins. */
final class CatalogLoad {
  private CatalogLoad() {}

  /** The verified catalogue, or null when both sides say that there is none. */
  static @Nullable SignedCatalog load(
      Manifest manifest, @Nullable Function<Path, SignedCatalog> verifier) {
    Path file = manifest.catalogFile();
    if (file == null && verifier == null) {
      return null;
    }
    if (verifier == null) {
      throw new GovernanceException(
          ReasonCode.CATALOG_NO_ROOT,
          manifest.file()
              + " has a signed catalogue, but the application pins no trust root to verify it"
              + " with; give the builder one with trustRoot(...)");
    }
    if (file == null) {
      // Who can write the manifest must not be able to turn the signatures off.
      throw new GovernanceException(
          ReasonCode.CATALOG_UNSIGNED,
          manifest.file()
              + " says {\"unsigned\": true}, but the application pins a trust root; name the"
              + " signed catalogue in it, or pin no root");
    }
    return verifier.apply(file);
  }
}
