package org.agentgovernance.catalog;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;

/**
 * Verifies a catalogue against a trust root: size, type, threshold of distinct keys, time, version.
 * The first thing that is wrong is refused by its own reason code. Safe for use by many threads;
 * blocks on the store.
 */
public final class CatalogVerifier {
  private final TrustRoot root;
  private final HighWaterStore versions;
  private final Clock clock;

  /**
   * Makes a verifier.
   *
   * @param root who may sign
   * @param versions the highest versions seen
   * @param clock what tells the time
   */
  public CatalogVerifier(TrustRoot root, HighWaterStore versions, Clock clock) {
    this.root = root;
    this.versions = versions;
    this.clock = clock;
  }

  /**
   * Reads and verifies a catalogue.
   *
   * @param file the envelope
   * @return the catalogue
   * @throws GovernanceException as {@link #verify(DsseEnvelope)}, or with code {@code
   *     catalog.too_large}
   */
  public SignedCatalog verify(Path file) {
    return verify(DsseEnvelope.load(file));
  }

  /**
   * Verifies a catalogue, and remembers its version when it is good.
   *
   * @param envelope the envelope
   * @return the catalogue
   * @throws GovernanceException with code {@code catalog.unknown_type}, {@code catalog.tampered},
   *     {@code catalog.under_signed}, {@code catalog.malformed}, {@code catalog.root_expired},
   *     {@code catalog.expired}, {@code catalog.rolled_back}, or {@code catalog.unavailable} when
   *     the versions seen cannot be read or written
   */
  public SignedCatalog verify(DsseEnvelope envelope) {
    CatalogStatement.requireType(envelope);
    ThresholdCheck.require(envelope, root, "the catalogue");
    CatalogStatement statement = CatalogStatement.read(envelope);
    Instant now = clock.instant();
    if (!now.isBefore(root.expires())) {
      throw new GovernanceException(
          ReasonCode.CATALOG_ROOT_EXPIRED,
          "trust root "
              + root.version()
              + " expired at "
              + root.expires()
              + "; sign the next one and give it to the application");
    }
    if (!now.isBefore(statement.expires())) {
      throw new GovernanceException(
          ReasonCode.CATALOG_EXPIRED,
          "catalogue "
              + statement.version()
              + " expired at "
              + statement.expires()
              + "; review the tools again and sign the next one");
    }
    notLower(HighWaterStore.ROOT, "trust root", root.version());
    notLower(HighWaterStore.CATALOG, "catalogue", statement.version());
    return new SignedCatalog(statement, root);
  }

  private void notLower(String name, String what, long version) {
    long highest;
    try {
      highest = versions.raise(name, version);
    } catch (GovernanceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new GovernanceException(
          ReasonCode.CATALOG_UNAVAILABLE,
          "the store of the highest versions seen did not answer; see that it can be reached",
          e);
    }
    if (highest < version) {
      throw new GovernanceException(
          ReasonCode.CATALOG_UNAVAILABLE,
          "the store of the highest versions seen did not keep version " + version);
    }
    if (highest > version) {
      throw new GovernanceException(
          ReasonCode.CATALOG_ROLLED_BACK,
          what
              + " "
              + version
              + " is older than "
              + highest
              + ", which was seen before; deploy the newest one, or sign the old content again"
              + " with a higher version");
    }
  }
}
