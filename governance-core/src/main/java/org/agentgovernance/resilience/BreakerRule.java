package org.agentgovernance.resilience;

import java.time.Duration;
import java.util.Set;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/**
 * A tool's {@code breaker}. Immutable.
 *
 * <p>The breaker opens when, of the last {@code window} calls, at least the given part failed or
 * timed out. It needs a full window to say so: fewer calls than that never open it. How it closes
 * again, with an empty window, is the {@code trial}'s to say.
 *
 * @param failureRate the part of failed calls that opens it, more than 0 and at most 1
 * @param window how many calls are looked at, 1 to 10,000
 * @param open how long it stays open: whole milliseconds, at least one, at most a day
 * @param each whose calls have a breaker of their own; never {@link Each#TOOL}, which always does
 * @param trial how the tool is tried out after the open time
 * @param ref where the rule stands
 */
public record BreakerRule(
    double failureRate, int window, Duration open, Set<Each> each, Trial trial, RuleRef ref) {
  /** The most calls that are looked at. */
  public static final int MOST_WINDOW = 10_000;

  /**
   * How a tool that has failed is found to work again.
   *
   * @param itself whether one call of the tool itself is let through and tells it; false for what
   *     cannot be undone, so that nobody's irreversible call is an experiment
   * @param probe the tool whose success tells it otherwise; when there is none, an operator closes
   *     the breaker
   */
  public record Trial(boolean itself, @Nullable String probe) {
    /** One call of the tool itself tells. */
    public static final Trial ITSELF = new Trial(true, null);

    /**
     * Checks that there is one way.
     *
     * @throws IllegalArgumentException when there are two
     */
    public Trial {
      if (itself && probe != null) {
        throw new IllegalArgumentException("a breaker is tried by its tool or by another one");
      }
    }
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a value is outside what is described above; the message
   *     says which and names no place
   */
  public BreakerRule {
    each = Set.copyOf(each);
    if (!(failureRate > 0 && failureRate <= 1)) {
      throw new IllegalArgumentException(
          "a breaker's failureRate is more than 0 and at most 1, not " + failureRate);
    }
    if (window < 1 || window > MOST_WINDOW) {
      throw new IllegalArgumentException(
          "a breaker's window is 1 to " + MOST_WINDOW + " calls, not " + window);
    }
    if (each.contains(Each.TOOL)) {
      throw new IllegalArgumentException("every tool has a breaker of its own; leave tool out");
    }
    Durations.check("a breaker's open", open);
  }

  /**
   * A breaker that all users share and that tries the tool itself.
   *
   * @param failureRate the part of failed calls that opens it
   * @param window how many calls are looked at
   * @param open how long it stays open
   * @param ref where the rule stands
   */
  public BreakerRule(double failureRate, int window, Duration open, RuleRef ref) {
    this(failureRate, window, open, Set.of(), Trial.ITSELF, ref);
  }
}
