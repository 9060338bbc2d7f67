package org.agentgovernance.budget;

import java.util.Set;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/**
 * The manifest's {@code loops}: how far a session may go in circles. Immutable.
 *
 * <p>Identical calls name the same tool with equal arguments. Only calls that got as far as running
 * are counted; one that a control refused, or that waits for an approval, is not.
 *
 * @param identicalCalls how often the same call may run in a session, at least 1, or null for no
 *     limit
 * @param cycles how often a sequence of two to five calls, not all identical, may run one after the
 *     other before the call that would go on with it is refused, from 2 to {@value #MOST_CYCLES},
 *     or null for no limit
 * @param sameResult how often in a row a tool that reads may return the same result, whatever its
 *     arguments, before it is refused, at least 2, or null for no limit
 * @param maxSteps how many calls may run in a session, at least 1, or null for no limit
 * @param onLoop what happens to a session that has come to one of the first three limits
 * @param reads the tools whose results are compared
 * @param ref where the rule stands
 */
public record LoopRule(
    @Nullable Integer identicalCalls,
    @Nullable Integer cycles,
    @Nullable Integer sameResult,
    @Nullable Integer maxSteps,
    OnLoop onLoop,
    Set<String> reads,
    RuleRef ref) {
  /** The most that {@code cycles} can be, since a session remembers only so many calls. */
  public static final int MOST_CYCLES = 40;

  /** What happens to a session that goes in circles. */
  public enum OnLoop {
    /** The call is denied; another one may run. */
    DENY,
    /** The call is denied, and so is every further call of the session. */
    STOP
  }

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a number is out of its range
   */
  public LoopRule {
    atLeast("identicalCalls", identicalCalls, 1);
    atLeast("cycles", cycles, 2);
    atLeast("sameResult", sameResult, 2);
    atLeast("maxSteps", maxSteps, 1);
    if (cycles != null && cycles > MOST_CYCLES) {
      throw new IllegalArgumentException("cycles is at most " + MOST_CYCLES + ", not " + cycles);
    }
    reads = Set.copyOf(reads);
  }

  /**
   * A rule that knows identical calls and steps, and denies.
   *
   * @param identicalCalls how often the same call may run in a session, or null for no limit
   * @param maxSteps how many calls may run in a session, or null for no limit
   * @param ref where the rule stands
   */
  public LoopRule(@Nullable Integer identicalCalls, @Nullable Integer maxSteps, RuleRef ref) {
    this(identicalCalls, null, null, maxSteps, OnLoop.DENY, Set.of(), ref);
  }

  private static void atLeast(String name, @Nullable Integer value, int least) {
    if (value != null && value < least) {
      throw new IllegalArgumentException(name + " is at least " + least + ", not " + value);
    }
  }

  /** The limit of identical calls, or 0 for none. */
  int identical() {
    return identicalCalls == null ? 0 : identicalCalls;
  }

  /** The limit of rounds of one sequence, or 0 for none. */
  int rounds() {
    return cycles == null ? 0 : cycles;
  }

  /** The limit of equal results in a row, or 0 for none. */
  int same() {
    return sameResult == null ? 0 : sameResult;
  }

  /** Whether the results of a tool are compared. */
  boolean compares(String tool) {
    return sameResult != null && reads.contains(tool);
  }

  boolean stops() {
    return onLoop == OnLoop.STOP;
  }
}
