package org.agentgovernance.resilience;

import java.time.Duration;
import org.agentgovernance.decision.RuleRef;

/**
 * A tool's {@code breaker}. Immutable.
 *
 * <p>The breaker opens when, of the last {@code window} calls, at least the given part failed or
 * timed out. It needs a full window to say so: fewer calls than that never open it. After the
 * {@code open} time it lets one call through, and closes with an empty window when that succeeds.
 *
 * @param failureRate the part of failed calls that opens it, more than 0 and at most 1
 * @param window how many calls are looked at, 1 to 10,000
 * @param open how long it stays open: whole milliseconds, at least one, at most a day
 * @param ref where the rule stands
 */
public record BreakerRule(double failureRate, int window, Duration open, RuleRef ref) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a value is outside what is described above; the message
   *     says which and names no place
   */
  public BreakerRule {
    if (!(failureRate > 0 && failureRate <= 1)) {
      throw new IllegalArgumentException(
          "a breaker's failureRate is more than 0 and at most 1, not " + failureRate);
    }
    if (window < 1 || window > 10_000) {
      throw new IllegalArgumentException("a breaker's window is 1 to 10000 calls, not " + window);
    }
    Durations.check("a breaker's open", open);
  }
}
