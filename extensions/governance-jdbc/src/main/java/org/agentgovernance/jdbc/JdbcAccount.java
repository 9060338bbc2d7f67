package org.agentgovernance.jdbc;

import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.Window;
import org.jspecify.annotations.Nullable;

/** One account; all sessions of this process that ask for it share it. */
final class JdbcAccount implements BudgetAccount {
  /** For how long a count that was seen may stand for the one in the database. */
  private static final long FRESH_NANOS = 500_000_000;

  final BudgetRows rows;
  final Claim.Account account;
  private final Leftovers leftovers;
  private final Window window;
  private final Prepaid prepaid;
  private volatile Claim.@Nullable Slice slice;
  private volatile @Nullable Seen seen;

  /** Where this process has reserved, so there is a row. */
  private volatile Claim.@Nullable Slice reserved;

  /** What was used in a slice when the database was last asked, and when that was. */
  private record Seen(long slice, long used, long nanos) {}

  JdbcAccount(AccountKey key, BudgetRows rows, Leftovers leftovers, int most) {
    this.rows = rows;
    this.leftovers = leftovers;
    this.window = key.window();
    String text = key.text();
    this.account = new Claim.Account(Digests.of(text), text);
    this.prepaid = new Prepaid(this, leftovers, most);
  }

  @Override
  public long used(long nowMillis) {
    Claim.Slice at = slice(nowMillis);
    long used = rows.used(account.digest(), at.oldest());
    saw(at, used);
    return used == BudgetSql.TOO_MUCH ? used : Math.max(used - prepaid.unused(at.oldest()), 0);
  }

  @Override
  public boolean surelyLeaves(long amount, long limit) {
    if (prepaid.leaves(amount, limit)) {
      return true;
    }
    Seen last = seen;
    if (last == null || System.nanoTime() - last.nanos() > FRESH_NANOS) {
      return false;
    }
    long left = limit - last.used();
    return left >= amount && left > 0;
  }

  @Override
  public @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
    if (amount > limit) {
      return null;
    }
    Claim.Slice at = slice(nowMillis);
    BudgetGrant fromSlice = prepaid.tryReserve(amount, limit, at);
    return fromSlice != null ? fromSlice : reserve(at, amount, limit);
  }

  @Override
  public void book(long amount, long nowMillis) {
    book(slice(nowMillis), amount);
  }

  private @Nullable BudgetGrant reserve(Claim.Slice at, long amount, long limit) {
    long id = rows.newId();
    return claim(new Claim(account, at, amount, limit, id, false))
        ? new LeasedGrant(this, leftovers, at, id, amount, lastUsed(at, amount))
        : null;
  }

  /** Reserves in the database. */
  boolean claim(Claim claim) {
    Claim.Slice last = reserved;
    boolean known = last != null && last.start() == claim.slice().start();
    long used = rows.reserve(claim, known);
    if (used == BudgetSql.REFUSED) {
      return false;
    }
    reserved = claim.slice();
    saw(claim.slice(), used);
    return true;
  }

  /** Books in the database whatever the limit. */
  void book(Claim.Slice at, long amount) {
    rows.book(new Claim(account, at, amount, BudgetSql.TOO_MUCH, 0, true));
    forgetSeen();
  }

  /** What the database last said is used, or an amount that is part of it. */
  long lastUsed(Claim.Slice at, long least) {
    Seen last = seen;
    return last == null || last.slice() != at.start() ? least : Math.max(least, last.used());
  }

  /** What the database last said is left of a limit, which may be long ago. */
  long lastLeft(Claim.Slice at, long limit) {
    Seen last = seen;
    return last == null || last.slice() != at.start() ? 0 : limit - last.used();
  }

  /** After a change of which only the database knows the sum. */
  void forgetSeen() {
    Seen last = seen;
    if (last != null) {
      seen = new Seen(last.slice(), last.used(), System.nanoTime() - 2 * FRESH_NANOS);
    }
  }

  private void saw(Claim.Slice at, long used) {
    seen = new Seen(at.start(), used, System.nanoTime());
  }

  private Claim.Slice slice(long nowMillis) {
    Claim.Slice last = slice;
    if (last == null || !last.holds(nowMillis)) {
      last = Claim.Slice.of(window, nowMillis);
      slice = last;
    }
    return last;
  }
}
