package org.agentgovernance.cli.replay;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts while a replay runs. */
final class Tally {
  private final long start = System.nanoTime();
  private final Map<String, Long> verdicts = new HashMap<>();
  private final Map<String, Long> codes = new HashMap<>();
  private final Map<String, Long> rules = new HashMap<>();
  private long errors;
  private long calls;
  private long executed;
  private long backwards;
  private @Nullable Instant first;
  private @Nullable Instant last;

  void error() {
    errors++;
  }

  void answer(CallAnswer answer) {
    calls++;
    executed += answer.executed() ? 1 : 0;
    verdicts.merge(answer.verdict().word(), 1L, Long::sum);
    codes.merge(answer.code().value(), 1L, Long::sum);
    if (answer.rule() != null) {
      rules.merge(answer.rule(), 1L, Long::sum);
    }
  }

  void time(Instant at, boolean forwards) {
    if (!forwards) {
      backwards++;
      return;
    }
    first = first == null ? at : first;
    last = at;
  }

  ReplaySummary summary(long lines, Sessions sessions) {
    return new ReplaySummary(
        lines,
        errors,
        sessions.known(),
        sessions.closed(),
        calls,
        executed,
        verdicts,
        codes,
        rules,
        backwards,
        first,
        last,
        System.nanoTime() - start);
  }
}
