package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Waits until the database says that something has changed. The only user of the driver's types.
 */
final class Notifications {
  private final PGConnection connection;

  private Notifications(PGConnection connection) {
    this.connection = connection;
  }

  /** Null when the connection cannot tell: another database, or a driver that is not seen here. */
  static @Nullable Notifications of(Connection connection) throws SQLException {
    try {
      return connection.isWrapperFor(PGConnection.class)
          ? new Notifications(connection.unwrap(PGConnection.class))
          : null;
    } catch (NoClassDefFoundError e) {
      return null;
    }
  }

  /** Returns after so many milliseconds, or earlier when there was one. */
  void await(int millis) throws SQLException {
    connection.getNotifications(millis);
  }
}
