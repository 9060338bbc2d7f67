package org.agentgovernance.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;

/**
 * Intents that the writer has written and whose outcome has not come yet. Whoever opens the log
 * after a crash reads the last two segments; an intent that would leave them while it is open is
 * named again, so that it is not forgotten. Used by one thread.
 */
final class OpenCalls {
  private static final int MOST_IN_A_RECORD = 500;

  private static final class Open {
    private final long seq;
    private final AuditRecord intent;
    private int segment;

    Open(long seq, AuditRecord intent, int segment) {
      this.seq = seq;
      this.intent = intent;
      this.segment = segment;
    }

    /** What an outcome repeats of it, as the log has it. */
    Map<String, Object> facts() {
      Map<String, Object> written = Json.parseObject(intent.toJson());
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("seq", seq);
      facts.put("call", String.valueOf(written.get("call")));
      for (String name : OpenIntents.KEPT) {
        if (written.get(name) instanceof String value) {
          facts.put(name, value);
        }
      }
      return facts;
    }
  }

  private final Map<String, Open> open = new LinkedHashMap<>();

  /** Takes note of a record that was written. */
  void wrote(long seq, AuditRecord record, int segment) {
    String call = record.callId();
    if (call == null) {
      return;
    }
    if (record.kind() == AuditKind.INTENT && open.size() < OpenIntents.MAX) {
      open.put(call, new Open(seq, record, segment));
    } else if (record.kind() == AuditKind.OUTCOME) {
      open.remove(call);
    }
  }

  /** The facts of records to end a segment with: all that are open since an earlier one. */
  List<Map<String, Object>> carry(int segment) {
    List<Map<String, Object>> records = new ArrayList<>();
    List<Map<String, Object>> intents = new ArrayList<>();
    for (Open each : open.values()) {
      if (each.segment < segment) {
        each.segment = segment;
        intents.add(each.facts());
        if (intents.size() == MOST_IN_A_RECORD) {
          records.add(Map.of(OpenIntents.CARRIED, intents));
          intents = new ArrayList<>();
        }
      }
    }
    if (!intents.isEmpty()) {
      records.add(Map.of(OpenIntents.CARRIED, intents));
    }
    return records;
  }
}
