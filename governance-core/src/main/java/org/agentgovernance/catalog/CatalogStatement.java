package org.agentgovernance.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * What a catalogue says: which tools were reviewed in which version with which descriptor, which
 * are revoked, and until when this holds. Immutable.
 *
 * <p>Written as an in-toto Statement, version 1: one subject for each tool, whose digest is that of
 * the descriptor and whose annotations hold the descriptor itself, so that a reader can say what
 * has changed.
 */
public final class CatalogStatement {
  /** The payload type of a signed catalogue. */
  public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  /** The predicate type of the statement. */
  public static final String PREDICATE_TYPE = "https://agentgovernance.org/attestation/catalog/v1";

  private final long version;
  private final Instant issued;
  private final Instant expires;
  private final Map<String, CatalogEntry> entries;
  private final Set<String> revoked;

  private CatalogStatement(
      long version,
      Instant issued,
      Instant expires,
      Map<String, CatalogEntry> entries,
      Set<String> revoked) {
    this.version = version;
    this.issued = issued;
    this.expires = expires;
    this.entries = Collections.unmodifiableMap(entries);
    this.revoked = Collections.unmodifiableSet(revoked);
  }

  /**
   * A statement, ready to be signed.
   *
   * @param version the catalogue's version, higher with each change; at least 1
   * @param issued when it is made
   * @param expires when it ends, later than {@code issued}
   * @param tools the reviewed tools; names that differ only in case are refused, versions of one
   *     name are not
   * @param revoked {@code tool/<name>@<version>}, or {@code tool/<name>} for every version
   * @return the statement
   * @throws GovernanceException with code {@code catalog.malformed}
   */
  public static CatalogStatement of(
      long version,
      Instant issued,
      Instant expires,
      Collection<CatalogEntry> tools,
      Collection<String> revoked) {
    if (version < 1 || !issued.isBefore(expires)) {
      throw malformed("its version is at least 1 and it expires after it was issued");
    }
    Map<String, CatalogEntry> entries = new LinkedHashMap<>();
    Map<String, String> spelling = new HashMap<>();
    for (CatalogEntry tool : tools) {
      String name = tool.descriptor().name();
      String other = spelling.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if ((other != null && !other.equals(name)) || entries.put(tool.subject(), tool) != null) {
        throw malformed("\"" + tool.subject() + "\" stands twice (case does not differ)");
      }
    }
    for (String each : revoked) {
      if (!CatalogEntry.isSubject(each)) {
        throw malformed("what is revoked is tool/<name> or tool/<name>@<version>");
      }
    }
    return new CatalogStatement(version, issued, expires, entries, new TreeSet<>(revoked));
  }

  /**
   * Reads the payload of an envelope. Who signed it is another question.
   *
   * @param envelope an envelope of type {@link #PAYLOAD_TYPE}
   * @return the statement
   * @throws GovernanceException with code {@code catalog.unknown_type} or {@code catalog.malformed}
   */
  public static CatalogStatement read(DsseEnvelope envelope) {
    requireType(envelope);
    return StatementReader.read(envelope.payload());
  }

  /** Before anything else is looked at: bytes of another type are never read as a catalogue. */
  static void requireType(DsseEnvelope envelope) {
    if (!envelope.payloadType().equals(PAYLOAD_TYPE)) {
      throw new GovernanceException(
          ReasonCode.CATALOG_UNKNOWN_TYPE,
          "the envelope is no catalogue; its payload type must be " + PAYLOAD_TYPE);
    }
  }

  /**
   * The written form.
   *
   * @return JSON as UTF-8, the bytes to be signed
   * @throws GovernanceException with code {@code catalog.malformed} when a descriptor has more than
   *     60 levels
   */
  public byte[] toJson() {
    List<Object> subjects = new ArrayList<>();
    for (CatalogEntry entry : entries.values()) {
      subjects.add(
          Map.of(
              "name",
              entry.subject(),
              "digest",
              Map.of("sha256", entry.descriptor().digest().hex()),
              "annotations",
              Map.of("descriptor", entry.descriptor().asMap())));
    }
    Map<String, @Nullable Object> predicate =
        Map.of(
            "catalogVersion", version,
            "issued", issued.toString(),
            "expires", expires.toString(),
            "revoked", List.copyOf(revoked));
    try {
      return Json.canonical(
          Map.of(
              "_type",
              StatementReader.TYPE,
              "predicateType",
              PREDICATE_TYPE,
              "predicate",
              predicate,
              "subject",
              subjects));
    } catch (JsonException e) {
      throw malformed("a descriptor may have 60 levels (" + e.getMessage() + ")");
    }
  }

  /**
   * An envelope without signatures round this statement.
   *
   * @return the envelope
   */
  public DsseEnvelope toEnvelope() {
    return DsseEnvelope.of(PAYLOAD_TYPE, toJson());
  }

  static GovernanceException malformed(String why) {
    return new GovernanceException(
        ReasonCode.CATALOG_MALFORMED, "the catalogue is not valid: " + why);
  }

  /**
   * The catalogue's version.
   *
   * @return at least 1
   */
  public long version() {
    return version;
  }

  /**
   * When it was made.
   *
   * @return the instant
   */
  public Instant issued() {
    return issued;
  }

  /**
   * When it ends.
   *
   * @return the first instant at which it no longer holds
   */
  public Instant expires() {
    return expires;
  }

  /**
   * The reviewed tools.
   *
   * @return entries by {@code tool/<name>@<version>}, read-only, in the order of the document
   */
  public Map<String, CatalogEntry> entries() {
    return entries;
  }

  /**
   * What is revoked.
   *
   * @return {@code tool/<name>} or {@code tool/<name>@<version>}, read-only
   */
  public Set<String> revoked() {
    return revoked;
  }

  boolean revokes(String tool, String toolVersion) {
    return revoked.contains(CatalogEntry.PREFIX + tool)
        || revoked.contains(CatalogEntry.subject(tool, toolVersion));
  }

  /** Version, number of tools and expiry. */
  @Override
  public String toString() {
    return "CatalogStatement[" + version + ", " + entries.size() + " tools, " + expires + "]";
  }
}
