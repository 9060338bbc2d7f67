package org.agentgovernance.jdbc;

import org.agentgovernance.budget.BudgetGrant;

/** A reservation with a row of its own, which lapses with its lease unless it is started. */
final class LeasedGrant implements BudgetGrant {
  private final JdbcAccount account;
  private final Leftovers leftovers;
  private final Claim.Slice slice;
  private final long id;
  private final long amount;
  private final long used;
  private boolean started;
  private boolean tried;
  private boolean settled;

  LeasedGrant(
      JdbcAccount account,
      Leftovers leftovers,
      Claim.Slice slice,
      long id,
      long amount,
      long used) {
    this.account = account;
    this.leftovers = leftovers;
    this.slice = slice;
    this.id = id;
    this.amount = amount;
    this.used = used;
  }

  @Override
  public long amount() {
    return amount;
  }

  @Override
  public long used() {
    return used;
  }

  @Override
  public void start() {
    account.rows.start(id);
    synchronized (this) {
      started = true;
    }
  }

  @Override
  public synchronized void settle(long actual) {
    if (settled) {
      return;
    }
    if (started && actual == amount) {
      leftovers.forget(id);
    } else {
      boolean again = tried;
      tried = true;
      boolean held = account.rows.settle(id, actual - amount);
      // Given back when its lease ended, because nobody said that it had started; or purged.
      long missing = started ? actual - amount : actual;
      if (!held && !again && missing > 0) {
        account.book(slice, missing);
      }
      account.forgetSeen();
    }
    settled = true;
  }
}
