package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Budgets in the database, as this process sees them: each method is one visit. What it reserves is
 * under a number that no other process has, so a visit of which nobody knows the end can be made
 * again.
 */
final class BudgetRows {
  private static final Logger LOG = LoggerFactory.getLogger(BudgetRows.class);
  private static final ReasonCode CODE = ReasonCode.BUDGET_UNAVAILABLE;
  private static final long REST_NANOS = 250_000_000;
  private static final BudgetSql PLAIN = new PlainBudgetSql();
  private static final BudgetSql POSTGRESQL = new PostgresBudgetSql();

  private final Connections connections;
  private final long leaseMillis;
  private final long holder = ThreadLocalRandom.current().nextLong();
  private final AtomicLong ids = new AtomicLong();
  private final AtomicBoolean reached = new AtomicBoolean(true);

  /** A visit that waited in vain a moment ago, and when that was. */
  private volatile @Nullable Failed failed;

  private volatile boolean closed;

  private record Failed(GovernanceException problem, long nanos) {}

  BudgetRows(Connections connections, long leaseMillis) {
    this.connections = connections;
    this.leaseMillis = leaseMillis;
  }

  /** A number for a reservation that no other has in this process. */
  long newId() {
    return ids.incrementAndGet();
  }

  /** Nothing is reserved any more; what is reserved can be settled. */
  void close() {
    closed = true;
  }

  /** Reserves, once more after giving back what others left behind; see {@link BudgetSql}. */
  long reserve(Claim claim, boolean known) {
    if (closed) {
      throw new GovernanceException(
          CODE, "the database of the budgets was closed; close the governors before it");
    }
    long used = tryReserve(claim, known);
    return used == BudgetSql.REFUSED && giveBackExpired(claim.account().digest())
        ? tryReserve(claim, known)
        : used;
  }

  private long tryReserve(Claim claim, boolean known) {
    rest();
    return visit(
        claim.slice().alone(),
        (sql, connection) -> sql.reserve(connection, claim, holder, leaseMillis, known));
  }

  /** Marks as started, or throws when the lease has ended. */
  void start(long id) {
    if (!visit(true, (sql, connection) -> sql.start(connection, holder, id))) {
      throw new GovernanceException(
          CODE,
          "the reservation was given back because the call did not start within "
              + leaseMillis
              + " ms; make the lease longer, or the wait shorter");
    }
  }

  boolean settle(long id, long delta) {
    return visit(true, (sql, connection) -> sql.settle(connection, holder, id, delta));
  }

  boolean shrink(long id, long from, long to) {
    return visit(true, (sql, connection) -> sql.shrink(connection, holder, id, from, to));
  }

  long amount(long id) {
    return visit(true, (sql, connection) -> sql.amount(connection, holder, id));
  }

  void book(Claim claim) {
    Boolean unused =
        visit(
            true,
            (sql, connection) -> {
              sql.book(connection, claim);
              return true;
            });
  }

  long used(String account, long oldest) {
    rest();
    return visit(true, (sql, connection) -> sql.used(connection, account, oldest));
  }

  void forget(List<Long> ids) {
    Boolean unused =
        visit(
            true,
            (sql, connection) -> {
              sql.forget(connection, holder, ids);
              return true;
            });
  }

  /** Gives back what was never started; true if there was something. */
  boolean giveBackExpired(String account) {
    List<BudgetSql.Expired> found =
        visit(true, (sql, connection) -> sql.expired(connection, account));
    for (BudgetSql.Expired each : found) {
      Boolean unused =
          visit(
              true,
              (sql, connection) -> {
                sql.giveBackExpired(connection, each.account(), each.slice());
                return true;
              });
    }
    return !found.isEmpty();
  }

  int purge(long beforeMillis) {
    return connections.together(
        CODE, (connection, dialect) -> sql(dialect).purge(connection, beforeMillis));
  }

  /** Something done in the database. */
  @FunctionalInterface
  private interface Visit<T extends @Nullable Object> {
    T in(BudgetSql sql, Connection connection) throws SQLException;
  }

  /**
   * Fails at once shortly after a visit that waited in vain: a call that many budgets count would
   * else wait for each, and threads would queue up behind a database that does not answer.
   */
  private void rest() {
    Failed last = failed;
    if (last != null && System.nanoTime() - last.nanos() < REST_NANOS) {
      throw new GovernanceException(
          CODE, String.valueOf(last.problem().getMessage()), last.problem());
    }
  }

  private void failed(GovernanceException problem) {
    if (problem.getCause() instanceof SQLException cause && Remedy.isWaste(cause)) {
      failed = new Failed(problem, System.nanoTime());
    }
  }

  /**
   * One statement is its own transaction in PostgreSQL, if it is one; all else is done together.
   */
  private <T extends @Nullable Object> T visit(boolean oneStatement, Visit<T> visit) {
    try {
      Connections.Work<T> work = (connection, dialect) -> visit.in(sql(dialect), connection);
      T result =
          oneStatement && connections.dialect(CODE) == Dialect.POSTGRESQL
              ? connections.each(CODE, work)
              : connections.together(CODE, work);
      failed = null;
      if (!reached.get() && reached.compareAndSet(false, true)) {
        LOG.info("the database of the budgets answers again");
      }
      return result;
    } catch (GovernanceException e) {
      failed(e);
      if (reached.compareAndSet(true, false)) {
        LOG.warn("the database of the budgets fails, so calls are denied", e);
      }
      throw e;
    }
  }

  private static BudgetSql sql(Dialect dialect) {
    return dialect == Dialect.POSTGRESQL ? POSTGRESQL : PLAIN;
  }
}
