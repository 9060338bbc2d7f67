package org.agentgovernance.budget;

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
 * @param maxSteps how many calls may run in a session, at least 1, or null for no limit
 * @param ref where the rule stands
 */
public record LoopRule(@Nullable Integer identicalCalls, @Nullable Integer maxSteps, RuleRef ref) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a number is below 1
   */
  public LoopRule {
    if (identicalCalls != null && identicalCalls < 1) {
      throw new IllegalArgumentException("identicalCalls is at least 1, not " + identicalCalls);
    }
    if (maxSteps != null && maxSteps < 1) {
      throw new IllegalArgumentException("maxSteps is at least 1, not " + maxSteps);
    }
  }
}
