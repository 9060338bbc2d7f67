package org.agentgovernance.budget;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Reserves, starts, runs, settles, and says before each run that it runs, until it is killed. */
final class KilledLedger {
  static final long LIMIT = 1_000_000_000;
  static final long NOW = 1_763_632_800_000L;
  static final AccountKey KEY =
      new AccountKey("b", "calls", Window.every(Duration.ofDays(1)), Map.of(Scope.AGENT, "a"));

  private KilledLedger() {}

  public static void main(String[] args) throws InterruptedException {
    FileBudgetStore store = FileBudgetStore.open(Path.of(args[0]));
    System.out.println("locked");
    Thread[] threads = new Thread[2];
    for (int t = 0; t < threads.length; t++) {
      threads[t] = new Thread(() -> run(store.account(KEY)));
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void run(BudgetAccount account) {
    for (int i = 0; i < 1_000_000; i++) {
      BudgetGrant grant = account.tryReserve(3, LIMIT, NOW);
      if (grant == null) {
        return;
      }
      if (i % 5 == 0) {
        grant.settle(0);
        continue;
      }
      grant.start();
      // The tool takes effect here: one line is one run.
      System.out.println("ran");
      grant.settle(3);
    }
  }
}
