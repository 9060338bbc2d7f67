package org.agentgovernance.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;

/**
 * One of the processes of {@link CrashTest}: reserves, starts, has an effect, settles, as fast as
 * it can and in two threads, until the budget is used up or it is killed. An effect is a row in a
 * table that is only ever added to.
 */
final class CrashWorker {
  private final HikariDataSource source;
  private final BudgetAccount account;

  private CrashWorker(HikariDataSource source, BudgetAccount account) {
    this.source = source;
    this.account = account;
  }

  /** URL, lease in milliseconds, size of a slice. */
  public static void main(String[] args) throws Exception {
    HikariDataSource source = TestDatabase.pool(args[0]);
    GovernanceDatabase database =
        GovernanceDatabase.on(source)
            .lease(Duration.ofMillis(Long.parseLong(args[1])))
            .slice(Integer.parseInt(args[2]))
            .timeout(Duration.ofSeconds(30))
            .open();
    BudgetAccount account =
        database.budgets().account(CrashTest.key(Integer.parseInt(args[2]) > 1));
    CrashWorker worker = new CrashWorker(source, account);
    Thread second = new Thread(worker::work);
    System.out.println("ready");
    second.start();
    worker.work();
    second.join();
    database.close();
    System.out.println("used up");
  }

  private void work() {
    Random random = new Random();
    int refused = 0;
    while (refused < 3) {
      long amount = 1L + random.nextInt(CrashTest.MOST);
      BudgetGrant grant = account.tryReserve(amount, CrashTest.LIMIT, CrashTest.NOW);
      if (grant == null) {
        refused = amount == 1 ? refused + 1 : refused;
        continue;
      }
      refused = 0;
      pause(random);
      if (random.nextInt(10) == 0) {
        grant.settle(0);
        continue;
      }
      grant.start();
      pause(random);
      effect(amount);
      pause(random);
      grant.settle(amount);
    }
  }

  private void effect(long amount) {
    try (Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into effects (amount) values (?)")) {
      insert.setLong(1, amount);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(Random random) {
    LockSupport.parkNanos(random.nextInt(2_000_000));
  }
}
