package org.agentgovernance.cli.replay;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a replay came to. Immutable.
 *
 * @param lines lines read, blank ones included
 * @param errors lines that were not well-formed
 * @param sessions different sessions
 * @param closed sessions closed to save memory
 * @param calls calls answered
 * @param executed calls that would have run
 * @param verdicts calls by verdict
 * @param codes calls by reason code
 * @param rules calls by the rule that decided
 * @param backwards lines earlier than one before them
 * @param first the first recorded time, or null when there was none
 * @param last the latest recorded time, or null when there was none
 * @param nanos how long the replay took
 */
public record ReplaySummary(
    long lines,
    long errors,
    long sessions,
    long closed,
    long calls,
    long executed,
    Map<String, Long> verdicts,
    Map<String, Long> codes,
    Map<String, Long> rules,
    long backwards,
    @Nullable Instant first,
    @Nullable Instant last,
    long nanos) {
  /** Copies the maps. */
  public ReplaySummary {
    verdicts = Map.copyOf(verdicts);
    codes = Map.copyOf(codes);
    rules = Map.copyOf(rules);
  }
}
