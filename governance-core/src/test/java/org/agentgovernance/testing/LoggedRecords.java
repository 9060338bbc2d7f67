package org.agentgovernance.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.json.Json;

/** What a log in memory holds, and what holds of each such log at the end of a test. */
public final class LoggedRecords {
  private LoggedRecords() {}

  /** Those of one kind, in order. */
  public static List<Map<String, Object>> of(InMemoryAuditTrail trail, String kind) {
    return trail.lines().stream()
        .map(Json::parseObject)
        .filter(record -> kind.equals(record.get("kind")))
        .toList();
  }

  /** The chain is intact, and each line satisfies the schema of records. */
  public static void areSound(InMemoryAuditTrail trail) {
    assertThat(trail.verify().ok()).as(trail.verify().toString()).isTrue();
    trail.lines().forEach(line -> assertThat(RecordSchema.errors(line)).as(line).isEmpty());
  }

  /** Each intent has one outcome; says how many calls ran. */
  public static int areComplete(InMemoryAuditTrail trail) {
    Map<Object, Integer> open = new HashMap<>();
    of(trail, "intent").forEach(record -> open.merge(record.get("call"), 1, Integer::sum));
    of(trail, "outcome").forEach(record -> open.merge(record.get("call"), -1, Integer::sum));
    assertThat(open.values()).as("each intent has one outcome").allMatch(n -> n == 0);
    return open.size();
  }
}
