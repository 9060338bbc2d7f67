package org.agentgovernance.budget;

import org.jspecify.annotations.Nullable;

/**
 * What one key has used of one budget. Amounts are millionths of the unit and never negative. The
 * limit is the caller's: a manifest with another limit goes on with the same counts.
 *
 * <p>Safe for use by many threads. However many of them reserve, what is reserved and booked in one
 * window stays within the limit, except for settlements above their reservation and for {@link
 * #book}.
 */
public interface BudgetAccount {
  /**
   * What is reserved or booked in the slices of the window that count at the given time, see {@link
   * Window}. Changes nothing and, in memory, allocates nothing.
   *
   * @param nowMillis milliseconds since 1970-01-01T00:00Z
   * @return millionths, possibly more than a limit
   */
  long used(long nowMillis);

  /**
   * Whether the limit leaves an amount now and at any later time, as far as that is known without
   * looking at the clock. Reading the time costs more than the rest of a check, and a later window
   * can only leave more.
   *
   * @param amount millionths, 0 or more
   * @param limit millionths, more than 0
   * @return true when it is left, false when {@link #used} has to be asked; by default false
   */
  default boolean surelyLeaves(long amount, long limit) {
    return false;
  }

  /**
   * Takes an amount if the limit leaves it, in one atomic step. An amount of 0 needs something to
   * be left, however little.
   *
   * @param amount millionths, 0 or more
   * @param limit millionths, more than 0
   * @param nowMillis milliseconds since 1970-01-01T00:00Z
   * @return what was taken, or null when the limit does not leave it
   */
  @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis);

  /**
   * Books an amount whatever the limit: use that has already happened, such as calls made while the
   * store could not be reached.
   *
   * @param amount millionths, more than 0
   * @param nowMillis milliseconds since 1970-01-01T00:00Z
   */
  void book(long amount, long nowMillis);
}
