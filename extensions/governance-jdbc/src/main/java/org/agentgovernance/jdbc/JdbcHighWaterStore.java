package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;

/** The highest versions, one row each. A version is only ever raised, whoever raises first. */
final class JdbcHighWaterStore implements HighWaterStore {
  private static final int LONGEST = 200;
  private static final ReasonCode CODE = ReasonCode.CATALOG_UNAVAILABLE;
  private static final String RAISE =
      "update agentgov_high_water set version = ? where scope = ? and name = ? and version < ?";
  private static final String FIRST =
      "insert into agentgov_high_water (version, scope, name) select ?, ?, ?"
          + " where not exists (select 1 from agentgov_high_water where scope = ? and name = ?)";
  private static final String READ =
      "select version from agentgov_high_water where scope = ? and name = ?";

  private final Connections connections;
  private final String scope;

  JdbcHighWaterStore(Connections connections, String scope) {
    this.connections = connections;
    this.scope = scope;
  }

  @Override
  public long raise(String name, long version) {
    if (name.isEmpty() || name.length() > LONGEST || version < 1) {
      throw new IllegalArgumentException("a version is at least 1, under a name of 1 to 200");
    }
    try {
      return connections.together(CODE, (connection, dialect) -> raise(connection, name, version));
    } catch (GovernanceException e) {
      if (e.getCause() instanceof SQLException cause && "23505".equals(cause.getSQLState())) {
        // Somebody else was the first; now there is a row.
        return connections.together(
            CODE, (connection, dialect) -> raise(connection, name, version));
      }
      throw e;
    }
  }

  private long raise(Connection connection, String name, long version) throws SQLException {
    try (PreparedStatement raise = connection.prepareStatement(RAISE);
        PreparedStatement first = connection.prepareStatement(FIRST);
        PreparedStatement read = connection.prepareStatement(READ)) {
      raise.setLong(1, version);
      raise.setString(2, scope);
      raise.setString(3, name);
      raise.setLong(4, version);
      if (raise.executeUpdate() == 0) {
        first.setLong(1, version);
        first.setString(2, scope);
        first.setString(3, name);
        first.setString(4, scope);
        first.setString(5, name);
        first.executeUpdate();
      }
      read.setString(1, scope);
      read.setString(2, name);
      try (ResultSet rows = read.executeQuery()) {
        if (rows.next()) {
          return rows.getLong(1);
        }
      }
      throw new SQLException("the version that was written is not there", "02000");
    }
  }
}
