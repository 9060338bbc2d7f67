package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** A database that the stores know. */
enum Dialect {
  POSTGRESQL("PostgreSQL"),
  H2("H2");

  private final String product;

  Dialect(String product) {
    this.product = product;
  }

  /** The folder of its SQL. */
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Dialect of(Connection connection) throws SQLException {
    String name = connection.getMetaData().getDatabaseProductName();
    for (Dialect dialect : values()) {
      if (dialect.product.equals(name)) {
        return dialect;
      }
    }
    throw new SQLException("the stores know PostgreSQL and H2, not " + name, "0A000");
  }
}
