package org.agentgovernance.budget;

/** An amount taken from an account until it is settled, exactly once, by any thread. */
public interface BudgetGrant {
  /**
   * Books what was used instead of what was taken, in the window it was taken from, also when that
   * exceeds the limit or the window has ended.
   *
   * @param actual millionths, 0 to give all back
   */
  void settle(long actual);
}
