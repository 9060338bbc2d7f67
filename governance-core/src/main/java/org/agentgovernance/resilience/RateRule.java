package org.agentgovernance.resilience;

import java.time.Duration;
import java.util.Set;
import org.agentgovernance.decision.RuleRef;

/**
 * One entry of the manifest's {@code rates}: so many calls a period, over all tools that it names
 * together, or for each of its tools, users or agents. Immutable.
 *
 * <p>Periods are fixed and start at multiples of their length since 1970-01-01T00:00Z; calls late
 * in one and early in the next may follow each other closely.
 *
 * @param id the rule's id, unique in the manifest
 * @param permits how many calls may start in a period, at least 1
 * @param per how long a period is: whole milliseconds, at least one, at most a day
 * @param each whose calls have permits of their own; when empty, all calls share them
 * @param ref where the rule stands
 */
public record RateRule(String id, int permits, Duration per, Set<Each> each, RuleRef ref) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a value is outside what is described above; the message
   *     says which and names no place
   */
  public RateRule {
    each = Set.copyOf(each);
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a rate needs an id");
    }
    if (permits < 1) {
      throw new IllegalArgumentException(
          "rate \"" + id + "\": permits is at least 1, not " + permits);
    }
    Durations.check("rate \"" + id + "\": per", per);
  }

  /**
   * A rate that all calls share.
   *
   * @param id the rule's id, unique in the manifest
   * @param permits how many calls may start in a period
   * @param per how long a period is
   * @param ref where the rule stands
   */
  public RateRule(String id, int permits, Duration per, RuleRef ref) {
    this(id, permits, per, Set.of(), ref);
  }
}
