package org.agentgovernance.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/** What a stored line says, or why it is not a record. */
record StoredLine(
    long seq, String prev, Instant at, String kind, Map<String, @Nullable Object> fields) {
  private static final JsonLimits LARGE = new JsonLimits(64 << 20, 80, 1 << 22, 5_000_000);

  /** A line that is not a record, and the reason. */
  static final class NotARecord extends Exception {
    private static final long serialVersionUID = 1L;

    NotARecord(String message) {
      super(message, null, false, false);
    }
  }

  static StoredLine read(byte[] line) throws NotARecord {
    Map<String, @Nullable Object> fields = parse(line);
    if (!(fields.get("v") instanceof Long version)) {
      throw new NotARecord("it has no format version");
    }
    if (version != Chain.VERSION) {
      throw new NotARecord("its format version is " + version + "; this program reads version 1");
    }
    if (!(fields.get("seq") instanceof Long seq) || seq < 1) {
      throw new NotARecord("it has no sequence number");
    }
    if (!(fields.get("prev") instanceof String prev) || !AuditHead.isHash(prev)) {
      throw new NotARecord("it has no hash of the record before it");
    }
    if (!(fields.get("kind") instanceof String kind)) {
      throw new NotARecord("it has no kind");
    }
    if (!(fields.get("at") instanceof String at)) {
      throw new NotARecord("it has no time");
    }
    try {
      return new StoredLine(seq, prev, Instant.parse(at), kind, fields);
    } catch (DateTimeException e) {
      throw new NotARecord("its time is not a time");
    }
  }

  private static Map<String, @Nullable Object> parse(byte[] line) throws NotARecord {
    try {
      return Json.object(Json.parse(line));
    } catch (JsonException small) {
      try {
        return Json.object(Json.parse(line, LARGE));
      } catch (JsonException e) {
        throw new NotARecord(String.valueOf(e.getMessage()));
      }
    }
  }

  @Nullable String text(String name) {
    return fields.get(name) instanceof String text ? text : null;
  }
}
