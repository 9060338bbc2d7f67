package org.agentgovernance.resilience;

import java.time.Duration;
import java.util.Set;
import org.agentgovernance.decision.RuleRef;

/**
 * A cap on how many calls run at once: a tool's own {@code concurrency}, or one entry of the
 * manifest's, over all tools that it names together. Immutable.
 *
 * @param id the rule's id, or the tool's name
 * @param permits how many calls may run at once, 1 to 100,000
 * @param each whose calls have permits of their own; when empty, all calls share them
 * @param queue how long a call beyond that waits for its turn at most; zero when it is refused
 * @param maxWaiting how many calls wait at most, 0 to 100,000; zero when none does
 * @param ref where the rule stands
 */
public record ConcurrencyRule(
    String id, int permits, Set<Each> each, Duration queue, int maxWaiting, RuleRef ref) {
  /** The most that may run, and the most that may wait. */
  public static final int MOST = 100_000;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a value is outside what is described above; the message
   *     says which and names no place
   */
  public ConcurrencyRule {
    each = Set.copyOf(each);
    if (permits < 1 || permits > MOST) {
      throw new IllegalArgumentException(
          "concurrency \"" + id + "\": permits is 1 to " + MOST + ", not " + permits);
    }
    if (maxWaiting < 0 || maxWaiting > MOST) {
      throw new IllegalArgumentException(
          "concurrency \"" + id + "\": maxWaiting is at most " + MOST + ", not " + maxWaiting);
    }
    if (queue.isZero() != (maxWaiting == 0)) {
      throw new IllegalArgumentException(
          "concurrency \"" + id + "\": calls wait only with both a queue and room in it");
    }
    if (!queue.isZero()) {
      Durations.check("concurrency \"" + id + "\": queue", queue);
    }
  }
}
