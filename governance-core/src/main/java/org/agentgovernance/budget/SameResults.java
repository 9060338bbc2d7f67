package org.agentgovernance.budget;

import java.util.HashMap;
import java.util.Map;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * How often each tool has returned its last result in a row. Results are the same when their
 * canonical JSON (RFC 8785) is; one that has no JSON form is like no other. Not safe for use by
 * many threads.
 */
final class SameResults {
  private static final String DOMAIN = "agentgovernance/result/v1";

  /** How many characters a text has that is kept whole. */
  private static final int SHORT = 512;

  private final Map<String, Row> rows = new HashMap<>();

  private record Row(@Nullable Object result, int times) {
    int timesWith(@Nullable Object next) {
      Object before = result;
      return before != null && next != null && before.equals(next) ? times + 1 : 1;
    }
  }

  /**
   * What results are compared by: a short text as it stands, anything else by its digest. Null for
   * one that is like no other.
   */
  static @Nullable Object form(Object output) {
    if (output instanceof String text && text.length() <= SHORT) {
      return text;
    }
    try {
      return Digest.of(DOMAIN, Json.canonical(Json.copyOf(output)));
    } catch (JsonException e) {
      return null;
    }
  }

  /** Notes a result, and returns how often in a row it has come now. */
  int add(String tool, @Nullable Object result) {
    Row last = rows.get(tool);
    int times = last == null ? 1 : last.timesWith(result);
    rows.put(tool, new Row(result, times));
    return times;
  }

  int times(String tool) {
    Row last = rows.get(tool);
    return last == null ? 0 : last.times();
  }
}
