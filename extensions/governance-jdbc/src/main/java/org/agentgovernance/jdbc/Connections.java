package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import javax.sql.DataSource;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Borrows connections for one piece of work each, and puts a bound on how long it waits for the
 * database. Work that lost a race for a row is done again.
 */
final class Connections {
  private static final int ATTEMPTS = 4;
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK = "40P01";

  private final DataSource source;
  private final int timeoutMillis;
  private volatile @Nullable Dialect dialect;

  Connections(DataSource source, Duration timeout) {
    this.source = source;
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
  }

  /** What is done with a connection. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T on(Connection connection, Dialect dialect) throws SQLException;
  }

  /** Does work of which each statement is a transaction. */
  <T extends @Nullable Object> T each(ReasonCode code, Work<T> work) {
    return again(code, work, false);
  }

  /** Does work in one transaction. */
  <T extends @Nullable Object> T together(ReasonCode code, Work<T> work) {
    return again(code, work, true);
  }

  /** A connection to keep, each statement a transaction. Whoever keeps it closes it. */
  Connection keep() throws SQLException {
    Connection connection = source.getConnection();
    try {
      connection.setAutoCommit(true);
      int unused = limitWaiting(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private <T extends @Nullable Object> T again(ReasonCode code, Work<T> work, boolean together) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(work, together);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !lostRace(e)) {
          throw unavailable(code, e);
        }
      }
    }
  }

  private <T extends @Nullable Object> T once(Work<T> work, boolean together) throws SQLException {
    try (Connection connection = source.getConnection()) {
      int before = limitWaiting(connection);
      boolean auto = connection.getAutoCommit();
      if (auto == together) {
        connection.setAutoCommit(!together);
      }
      boolean done = false;
      try {
        T result = work.on(connection, dialect(connection));
        if (together) {
          connection.commit();
        }
        done = true;
        return result;
      } finally {
        giveBack(connection, auto, before, together && !done);
      }
    }
  }

  private static void giveBack(Connection connection, boolean auto, int before, boolean undo) {
    try {
      if (undo) {
        connection.rollback();
      }
      if (connection.getAutoCommit() != auto) {
        connection.setAutoCommit(auto);
      }
      if (before >= 0) {
        connection.setNetworkTimeout(Runnable::run, before);
      }
    } catch (SQLException e) {
      // It is broken, which its pool will notice; what came of the work is already known.
    }
  }

  /** Sets the bound and returns the one before, or -1 where the driver has none. */
  private int limitWaiting(Connection connection) throws SQLException {
    try {
      int before = connection.getNetworkTimeout();
      if (before == timeoutMillis) {
        return -1;
      }
      connection.setNetworkTimeout(Runnable::run, timeoutMillis);
      return before;
    } catch (SQLFeatureNotSupportedException e) {
      return -1;
    }
  }

  /** Which database it is; looked at once. */
  Dialect dialect(ReasonCode code) {
    Dialect known = dialect;
    return known != null ? known : each(code, (connection, found) -> found);
  }

  private Dialect dialect(Connection connection) throws SQLException {
    Dialect known = dialect;
    if (known == null) {
      known = Dialect.of(connection);
      dialect = known;
    }
    return known;
  }

  private static boolean lostRace(SQLException e) {
    return SERIALIZATION_FAILURE.equals(e.getSQLState()) || DEADLOCK.equals(e.getSQLState());
  }

  /** The database's own text may quote keys; it is the cause, and no part of the message. */
  static GovernanceException unavailable(ReasonCode code, SQLException e) {
    return new GovernanceException(
        code,
        "the database did not do what it was asked (SQLState "
            + e.getSQLState()
            + "): "
            + Remedy.of(e),
        e);
  }
}
