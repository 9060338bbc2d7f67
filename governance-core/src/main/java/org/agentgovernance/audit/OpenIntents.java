package org.agentgovernance.audit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Intents whose outcome has not been read yet, for a log that is opened again. */
final class OpenIntents {
  private static final int MAX = 100_000;
  private static final List<String> KEPT =
      List.of("proposed", "session", "agent", "instance", "task", "tool", "version");

  private final Map<String, Intent> open = new LinkedHashMap<>();

  /** What an outcome repeats of its intent. */
  record Intent(long seq, String callId, Map<String, String> fields) {}

  void read(StoredLine line) {
    String callId = line.text("call");
    if (callId == null) {
      return;
    }
    if (line.kind().equals(AuditKind.OUTCOME.word())) {
      open.remove(callId);
    } else if (line.kind().equals(AuditKind.INTENT.word()) && open.size() < MAX) {
      Map<String, String> fields = new LinkedHashMap<>();
      for (String name : KEPT) {
        String value = line.text(name);
        if (value != null) {
          fields.put(name, value);
        }
      }
      open.put(callId, new Intent(line.seq(), callId, fields));
    }
  }

  Collection<Intent> all() {
    return open.values();
  }
}
