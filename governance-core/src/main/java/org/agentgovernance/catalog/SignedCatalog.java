package org.agentgovernance.catalog;

import java.time.Instant;
import java.util.List;

/**
 * A catalogue whose signatures, time and version were verified when it was loaded. Only {@link
 * CatalogVerifier} makes one. Immutable.
 */
public final class SignedCatalog {
  private final CatalogStatement statement;
  private final TrustRoot root;

  SignedCatalog(CatalogStatement statement, TrustRoot root) {
    this.statement = statement;
    this.root = root;
  }

  /**
   * What it says.
   *
   * @return the statement
   */
  public CatalogStatement statement() {
    return statement;
  }

  /**
   * When it ends: its own time or that of the root that it was verified with, whichever is earlier.
   *
   * @return the first instant at which every call is denied
   */
  public Instant expires() {
    Instant own = statement.expires();
    return own.isBefore(root.expires()) ? own : root.expires();
  }

  /** The versions of a tool that it lists. */
  List<String> versions(String tool) {
    return statement.entries().values().stream()
        .filter(entry -> entry.descriptor().name().equals(tool))
        .map(CatalogEntry::version)
        .toList();
  }

  /** The statement in short. */
  @Override
  public String toString() {
    return "SignedCatalog[" + statement + ", " + root + "]";
  }
}
