package org.agentgovernance.budget;

/**
 * An amount taken from an account until it is settled, exactly once, by any thread.
 *
 * <p>A store that outlives the process keeps a grant for a lease of its choice, which it renews as
 * long as its process lives. When the process dies, a grant that was never started is given back
 * when its lease ends, and one that was started stays booked at its estimate: nobody can know
 * whether the tool took effect, and what may have been used must not be given twice.
 */
public interface BudgetGrant {
  /**
   * What was reserved.
   *
   * @return millionths
   */
  long amount();

  /**
   * What the account had used when this was reserved, this amount included. What others take or
   * give back at the same time may be in it or not. The same at each time.
   *
   * @return millionths
   */
  long used();

  /**
   * Says that the tool is about to start, so that from now on the amount may be used. Called at
   * most once and before {@link #settle}; a call that throws here is denied and settled with 0. A
   * store in memory has nothing to do, and so has one that treats every grant as started.
   */
  default void start() {}

  /**
   * Books what was used instead of what was taken, in the slice it was taken from, also when that
   * exceeds the limit or the slice no longer counts. When it throws, the caller tries again later
   * with the same amount; a second settlement of the same grant must change nothing.
   *
   * @param actual millionths, 0 to give all back
   */
  void settle(long actual);
}
