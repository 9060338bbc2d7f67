package org.agentgovernance.budget;

import org.agentgovernance.decision.RuleRef;

/**
 * A task's own {@code maxSteps}. It holds in addition to the one of {@link LoopRule}: the lower
 * decides. Immutable.
 *
 * @param task the task's id
 * @param maxSteps how many calls may run in a session of the task, at least 1
 * @param ref where the number stands
 */
public record TaskSteps(String task, int maxSteps, RuleRef ref) {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException when it is below 1
   */
  public TaskSteps {
    if (maxSteps < 1) {
      throw new IllegalArgumentException("maxSteps is at least 1, not " + maxSteps);
    }
  }
}
