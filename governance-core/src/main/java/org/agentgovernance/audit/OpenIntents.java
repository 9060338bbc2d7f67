package org.agentgovernance.audit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Intents whose outcome has not been read yet, for a log that is opened again. */
final class OpenIntents {
  static final int MAX = 100_000;

  /** Under this name a record of kind {@code log.carried} has them. */
  static final String CARRIED = "intents";

  /** What an outcome repeats of its intent. */
  static final List<String> KEPT =
      List.of("proposed", "session", "agent", "instance", "task", "tool", "version");

  private final Map<String, Intent> open = new LinkedHashMap<>();

  /** What an outcome repeats of its intent. */
  record Intent(long seq, String callId, Map<String, String> fields) {}

  void read(StoredLine line) {
    if (line.kind().equals(AuditKind.LOG_CARRIED.word())) {
      carried(line);
      return;
    }
    String callId = line.text("call");
    if (callId == null) {
      return;
    }
    if (line.kind().equals(AuditKind.OUTCOME.word())) {
      open.remove(callId);
    } else if (line.kind().equals(AuditKind.INTENT.word()) && open.size() < MAX) {
      open.put(callId, new Intent(line.seq(), callId, kept(line.fields())));
    }
  }

  /** Intents of segments before those that are read. */
  private void carried(StoredLine line) {
    if (line.fields().get("log") instanceof Map<?, ?> facts
        && facts.get(CARRIED) instanceof List<?> intents) {
      for (Object each : intents) {
        if (each instanceof Map<?, ?> intent
            && intent.get("seq") instanceof Long seq
            && intent.get("call") instanceof String callId
            && open.size() < MAX) {
          open.putIfAbsent(callId, new Intent(seq, callId, kept(intent)));
        }
      }
    }
  }

  private static Map<String, String> kept(Map<?, ?> all) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : KEPT) {
      if (all.get(name) instanceof String value) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  Collection<Intent> all() {
    return open.values();
  }
}
