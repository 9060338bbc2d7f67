package org.agentgovernance.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings the tables to the version that this module needs. The SQL lies beside this class, one file
 * to a version, and may as well be run by hand or by another tool.
 */
final class Migrations {
  private static final List<String> FILES =
      List.of("V1__budgets.sql", "V2__fleet.sql", "V3__records.sql", "V4__approvals.sql");
  private static final long LOCK = 0x61676f76L;
  private static final String TABLE =
      "create table if not exists agentgov_schema ("
          + "version integer primary key, "
          + "applied_at timestamp with time zone default current_timestamp not null)";

  private Migrations() {}

  /**
   * Within one transaction; of several processes that try at once, one does it. H2 ends a
   * transaction with each statement that makes a table, so there it is one of several threads.
   */
  static int migrate(Connection connection, Dialect dialect) throws SQLException {
    if (dialect == Dialect.POSTGRESQL) {
      return inOrder(connection, dialect);
    }
    synchronized (Migrations.class) {
      int version = inOrder(connection, dialect);
      connection.commit();
      return version;
    }
  }

  private static int inOrder(Connection connection, Dialect dialect) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (dialect == Dialect.POSTGRESQL) {
        statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
      }
      statement.execute(TABLE);
      int version = version(statement);
      for (; version < FILES.size(); version++) {
        statement.execute(sql(dialect, FILES.get(version)));
        note(connection, version + 1);
      }
      return version;
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("select max(version) from agentgov_schema")) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private static void note(Connection connection, int version) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into agentgov_schema (version) values (?)")) {
      insert.setInt(1, version);
      insert.executeUpdate();
    }
  }

  static String sql(Dialect dialect, String file) {
    String name = dialect.folder() + "/" + file;
    try (InputStream in = Migrations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the module lacks its file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
