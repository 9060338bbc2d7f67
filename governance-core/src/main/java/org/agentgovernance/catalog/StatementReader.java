package org.agentgovernance.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/**
 * Reads an in-toto Statement with our predicate. What in-toto does not name is ignored, as it asks
 * for; what our predicate does not name is refused, because it could be a restriction.
 */
final class StatementReader {
  static final String TYPE = "https://in-toto.io/Statement/v1";

  private static final JsonLimits LIMITS =
      new JsonLimits(DsseEnvelope.MAX_BYTES, 64, 1 << 18, 2_000_000);

  private static final Set<String> PREDICATE =
      Set.of("catalogVersion", "issued", "expires", "revoked");

  private StatementReader() {}

  static CatalogStatement read(byte[] json) {
    try {
      Map<String, @Nullable Object> map = Json.object(Json.parse(json, LIMITS));
      if (!TYPE.equals(map.get("_type"))
          || !CatalogStatement.PREDICATE_TYPE.equals(map.get("predicateType"))) {
        throw new GovernanceException(
            ReasonCode.CATALOG_UNKNOWN_TYPE,
            "the statement is no catalogue; its predicate type must be "
                + CatalogStatement.PREDICATE_TYPE);
      }
      Map<String, @Nullable Object> predicate = Json.object(map.get("predicate"));
      if (!predicate.keySet().equals(PREDICATE)) {
        throw CatalogStatement.malformed(
            "its predicate has catalogVersion, issued, expires, revoked and nothing else");
      }
      Instant issued = StatementFields.instant(predicate.get("issued"));
      Instant expires = StatementFields.instant(predicate.get("expires"));
      if (!(predicate.get("catalogVersion") instanceof Long version)
          || issued == null
          || expires == null) {
        throw CatalogStatement.malformed(
            "catalogVersion is an integer, issued and expires are times such as"
                + " 2030-01-01T00:00:00Z");
      }
      List<CatalogEntry> entries = new ArrayList<>();
      for (Object subject : list(map.get("subject"), "subject")) {
        entries.add(entry(Json.object(subject)));
      }
      List<String> revoked = new ArrayList<>();
      for (Object each : list(predicate.get("revoked"), "revoked")) {
        revoked.add(text(each, "revoked"));
      }
      return CatalogStatement.of(version, issued, expires, entries, revoked);
    } catch (JsonException e) {
      throw CatalogStatement.malformed(String.valueOf(e.getMessage()));
    }
  }

  private static CatalogEntry entry(Map<String, @Nullable Object> subject) {
    String name = text(subject.get("name"), "name");
    String sha256 = text(Json.object(subject.get("digest")).get("sha256"), "digest.sha256");
    Map<String, @Nullable Object> annotations = Json.object(subject.get("annotations"));
    Map<String, @Nullable Object> reviewed = Json.object(annotations.get("descriptor"));
    if (!(reviewed.get("name") instanceof String tool) || tool.isEmpty()) {
      throw CatalogStatement.malformed("a descriptor needs a name");
    }
    ToolDescriptor descriptor = ToolDescriptor.of(reviewed);
    int at = name.indexOf('@');
    CatalogEntry entry;
    try {
      entry = new CatalogEntry(name.substring(at + 1), descriptor);
    } catch (IllegalArgumentException e) {
      throw CatalogStatement.malformed(String.valueOf(e.getMessage()));
    }
    if (at < 0 || !entry.subject().equals(name)) {
      throw CatalogStatement.malformed(
          "a subject is tool/<name>@<version> with the name in its descriptor");
    }
    byte[] actual = descriptor.digest().hex().getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(actual, sha256.getBytes(StandardCharsets.UTF_8))) {
      throw CatalogStatement.malformed(
          "the digest of \"" + name + "\" is not that of its descriptor");
    }
    return entry;
  }

  private static List<?> list(@Nullable Object value, String what) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw CatalogStatement.malformed(what + " is a list");
  }

  private static String text(@Nullable Object value, String what) {
    if (value instanceof String text) {
      return text;
    }
    throw CatalogStatement.malformed(what + " is text");
  }
}
