package org.agentgovernance.budget;

/**
 * Where budgets are counted. The default is {@link InMemoryBudgetStore}; another implementation
 * shares budgets between machines or keeps them over a restart. {@code BudgetStoreContract} in the
 * module governance-test holds the tests that every store must pass.
 *
 * <p>A store needs to know nothing of rules: for an account it keeps an amount for each slice that
 * {@link Window#start} names, and {@link BudgetAccount#tryReserve} adds to the slice of its time if
 * the sum of the slices from {@link Window#oldest} on leaves it.
 *
 * <p>Called by many threads. A method that throws makes the call a denial with {@code
 * budget.unavailable}; nothing runs on a count that is not known.
 */
public interface BudgetStore {
  /**
   * The account of a key. The caller keeps it as long as the session, so that the key is not looked
   * up again; the account must therefore find its state anew if the store has dropped it meanwhile.
   * Asking changes nothing that is counted.
   *
   * <p>When {@link AccountKey#endsWithSession()} is true the account is asked for once by its
   * session and may live in the returned object alone.
   *
   * @param key whose account
   * @return the account, never null
   */
  BudgetAccount account(AccountKey key);
}
