package org.agentgovernance.jdbc;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** What most likely helps when a database fails, by its SQLState. Its own words may quote keys. */
final class Remedy {
  private static final int CAUSES = 8;

  private Remedy() {}

  static String of(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (timedOut(e)) {
      return "it did not answer within the time limit";
    }
    return switch (state) {
      case "42P01", "42S02", "42S03", "42S04", "42703", "42S22", "3F000", "90079" ->
          "its tables are missing or older than this module; run GovernanceDatabase.migrate(), or"
              + " the module's SQL";
      case "42P07", "42S01" ->
          "a table is there that migrate() has not made; go on with whatever made it";
      case "42501", "90096" -> "its role lacks a right to the tables";
      case "25006" -> "it is read-only";
      case "53300" -> "it has no connection free";
      case "57014", "55P03" -> "a statement waited longer than the database allows";
      case "0A000" -> "it is neither PostgreSQL nor H2";
      default -> byClass(state, e);
    };
  }

  /** Whether a visit waited in vain, so that the next one would most likely wait as well. */
  static boolean isWaste(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return timedOut(e)
        || e instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("57")
        || state.equals("55P03")
        || state.equals("53300");
  }

  private static String byClass(String state, SQLException e) {
    if (state.startsWith("28")) {
      return "it refuses the role or its password";
    }
    if (state.startsWith("53")) {
      return "it is out of room";
    }
    return state.startsWith("08")
            || state.startsWith("57P")
            || e instanceof SQLTransientConnectionException
        ? "it cannot be reached, or the pool had no connection free"
        : "its own message is in the cause";
  }

  private static boolean timedOut(SQLException e) {
    @Nullable Throwable each = e;
    for (int i = 0; each != null && i < CAUSES; i++) {
      if (each instanceof SocketTimeoutException) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }
}
