package org.agentgovernance.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.agentgovernance.checkpoint.TreeHash;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/** What a stored line says. Used by one thread at a time. */
final class StoredLine {
  private static final JsonLimits LARGE = new JsonLimits(64 << 20, 80, 1 << 22, 5_000_000);

  /** A line that is not a record, and the reason. */
  static final class NotARecord extends Exception {
    private static final long serialVersionUID = 1L;

    NotARecord(String message) {
      super(message, null, false, false);
    }
  }

  private final long seq;
  private final TreeHash prev;
  private final Instant at;
  private final String kind;
  private final byte[] line;
  private final boolean sealed;
  private @Nullable Map<String, @Nullable Object> fields;

  private StoredLine(
      long seq,
      TreeHash prev,
      Instant at,
      String kind,
      byte[] line,
      boolean sealed,
      @Nullable Map<String, @Nullable Object> fields) {
    this.seq = seq;
    this.prev = prev;
    this.at = at;
    this.kind = kind;
    this.line = line;
    this.sealed = sealed;
    this.fields = fields;
  }

  /** A line of which is known that it is a record; its fields are read when they are asked for. */
  static StoredLine scanned(
      long seq, TreeHash prev, Instant at, String kind, byte[] line, boolean sealed) {
    return new StoredLine(seq, prev, at, kind, line, sealed, null);
  }

  /** Reads a line strictly. */
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
      TreeHash hash = TreeHash.of(HexFormat.of().parseHex(prev));
      return new StoredLine(seq, hash, Instant.parse(at), kind, line, true, fields);
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

  long seq() {
    return seq;
  }

  /** The hash of the line before, as this one has it. */
  TreeHash prev() {
    return prev;
  }

  Instant at() {
    return at;
  }

  String kind() {
    return kind;
  }

  /** Whether it may vouch for a value that stands beside the log. */
  boolean sealed() {
    return sealed;
  }

  Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> known = fields;
    if (known == null) {
      try {
        known = parse(line);
      } catch (NotARecord e) {
        throw new IllegalStateException("the line was read before", e);
      }
      fields = known;
    }
    return known;
  }

  @Nullable String text(String name) {
    return fields().get(name) instanceof String text ? text : null;
  }
}
