package org.agentgovernance.budget;

import org.jspecify.annotations.Nullable;

/** Counts in memory; one budget's accounts fail on demand. */
final class FaultyStore implements BudgetStore {
  private final InMemoryBudgetStore sound = new InMemoryBudgetStore();
  private final String faulty;
  private volatile boolean failing;
  private volatile boolean failingToSettle;
  private volatile boolean failingToStart;
  private volatile boolean failingToTell;

  FaultyStore(String faulty) {
    this.faulty = faulty;
  }

  void fail(boolean now) {
    failing = now;
  }

  void failSettling(boolean now) {
    failingToSettle = now;
  }

  void failStarting(boolean now) {
    failingToStart = now;
  }

  /** Reserves and refuses as ever, and does not say how much is used. */
  void failTelling(boolean now) {
    failingToTell = now;
  }

  @Override
  public BudgetAccount account(AccountKey key) {
    BudgetAccount account = sound.account(key);
    return key.budget().equals(faulty) ? new FaultyAccount(account) : account;
  }

  private final class FaultyAccount implements BudgetAccount {
    private final BudgetAccount account;

    FaultyAccount(BudgetAccount account) {
      this.account = account;
    }

    @Override
    public long used(long nowMillis) {
      failIf(failing || failingToTell);
      return account.used(nowMillis);
    }

    @Override
    public @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
      failIf(failing);
      BudgetGrant grant = account.tryReserve(amount, limit, nowMillis);
      return grant == null ? null : new FaultyGrant(grant);
    }

    @Override
    public void book(long amount, long nowMillis) {
      failIf(failing);
      account.book(amount, nowMillis);
    }
  }

  private final class FaultyGrant implements BudgetGrant {
    private final BudgetGrant grant;

    FaultyGrant(BudgetGrant grant) {
      this.grant = grant;
    }

    @Override
    public long amount() {
      return grant.amount();
    }

    @Override
    public long used() {
      return grant.used();
    }

    @Override
    public void start() {
      failIf(failing || failingToStart);
      grant.start();
    }

    @Override
    public void settle(long actual) {
      failIf(failing || failingToSettle);
      grant.settle(actual);
    }
  }

  private static void failIf(boolean fails) {
    if (fails) {
      throw new IllegalStateException("the store is away");
    }
  }
}
