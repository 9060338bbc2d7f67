package org.agentgovernance.audit;

import java.util.Map;
import org.agentgovernance.json.Json;

/** Writes records as lines of a chain. Used by one thread. */
final class RecordEncoder {
  private final Chain chain;
  private final RecordFields fields;
  private final Vault vault;

  RecordEncoder(Chain chain) {
    this(chain, Vault.forgetful());
  }

  RecordEncoder(Chain chain, Vault vault) {
    this.chain = chain;
    this.vault = vault;
    this.fields = new RecordFields(vault);
  }

  AuditHead head() {
    return chain.head();
  }

  /** The number of the next line. */
  long next() {
    return chain.seq();
  }

  /** Writes what was made in advance as one line. */
  void write(RecordBody body, LineBuffer out) {
    int start = out.length();
    chain.begin(out);
    body.writeTo(out);
    chain.end(out, start);
  }

  /** Writes what happened to a call or to the enforcement point as one line. */
  void write(AuditRecord record, LineBuffer out) {
    int start = begin(record.kind(), record.at(), out);
    vault.record(chain.seq());
    fields.write(record, out);
    chain.end(out, start);
  }

  /** Writes one of the log's own records. */
  void write(AuditKind kind, long at, Map<String, ?> facts, LineBuffer out) {
    int start = begin(kind, at, out);
    out.ascii(",\"log\":");
    out.json(Json.text(facts));
    chain.end(out, start);
  }

  /** Writes that nobody knows what came of an intent. */
  void writeUnknown(long at, OpenIntents.Intent intent, LineBuffer out) {
    int start = begin(AuditKind.OUTCOME, at, out);
    FieldWriter.text("call", intent.callId(), FieldWriter.NAME, out);
    intent.fields().forEach((name, value) -> FieldWriter.text(name, value, FieldWriter.NAME, out));
    FieldWriter.text(
        "message",
        "the log was left before the outcome of record "
            + intent.seq()
            + " was written; whether the tool took effect is not known; do not retry it",
        FieldWriter.WORDS,
        out);
    out.ascii(",\"outcome\":{\"kind\":\"unknown\"}");
    chain.end(out, start);
  }

  private int begin(AuditKind kind, long at, LineBuffer out) {
    int start = out.length();
    chain.begin(out);
    fields.head(kind, at, out);
    return start;
  }
}
