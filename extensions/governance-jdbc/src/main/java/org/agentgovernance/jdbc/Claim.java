package org.agentgovernance.jdbc;

import org.agentgovernance.budget.Window;

/**
 * What is to be reserved.
 *
 * @param account whose account
 * @param slice the slice of the window that it is taken from
 * @param amount millionths
 * @param limit millionths, at least the amount
 * @param id the reservation's number in this process
 * @param started whether it counts as used from the first
 */
record Claim(Account account, Slice slice, long amount, long limit, long id, boolean started) {
  /** The account in the database. */
  record Account(String digest, String key) {}

  /**
   * A slice of a window: its start, when it ceases to count, and the oldest that counts with it.
   */
  record Slice(long start, long end, long oldest, long countsUntil, boolean alone) {
    static Slice of(Window window, long nowMillis) {
      long start = window.start(nowMillis);
      long end = window.end(nowMillis);
      long later = window.slices() == 1 ? 0 : (window.slices() - 1) * (end - start);
      return new Slice(start, end, window.oldest(nowMillis), end + later, window.slices() == 1);
    }

    boolean holds(long nowMillis) {
      return nowMillis >= start && nowMillis < end;
    }
  }

  /** The most that may have been used before: an amount of nothing needs something to be left. */
  long most() {
    return amount == 0 ? limit - 1 : limit - amount;
  }
}
