package org.agentgovernance.jdbc;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL of budgets, as far as databases agree on it. Called within a transaction where a method
 * needs several statements.
 *
 * <p>Locks are taken in one order everywhere: a reservation, then the rows of one account. So no
 * two of them wait for each other.
 */
abstract class BudgetSql {
  /** More than any limit; an amount that has become this much stays so. */
  static final long TOO_MUCH = Long.MAX_VALUE;

  /** Refused: the limit does not leave it. */
  static final long REFUSED = -1;

  /** Adds without wrapping round. */
  static final String ADDED =
      "case when used = 9223372036854775807 or ? > 9223372036854775807 - used"
          + " then 9223372036854775807 else used + ? end";

  private static final String USED =
      "select sum(used) from agentgov_budget where account = ? and slice >= ?";
  private static final String START =
      "update agentgov_reservation set started = true"
          + " where holder = ? and id = ? and (started or lease_end > current_timestamp)";
  private static final String EXPIRED =
      "select distinct account, slice from agentgov_reservation"
          + " where not started and lease_end <= current_timestamp";
  private static final String AMOUNT =
      "select amount from agentgov_reservation where holder = ? and id = ?";
  private static final String FORGET =
      "delete from agentgov_reservation where holder = ? and id = any(?)";

  /**
   * Reserves if the limit leaves it.
   *
   * @param known whether this process has reserved in the slice before, so that it has its row
   * @return what is used with it, or {@link #REFUSED}
   */
  abstract long reserve(
      Connection connection, Claim claim, long holder, long leaseMillis, boolean known)
      throws SQLException;

  /** Replaces what a reservation took by what was used, and forgets it; false if it is gone. */
  abstract boolean settle(Connection connection, long holder, long id, long delta)
      throws SQLException;

  /** Gives a part of a reservation back that held so much; false if it does not, or is gone. */
  abstract boolean shrink(Connection connection, long holder, long id, long from, long to)
      throws SQLException;

  /** Books whatever the limit. */
  abstract void book(Connection connection, Claim claim) throws SQLException;

  /** Gives back what was reserved in one slice and never started before its lease ended. */
  abstract void giveBackExpired(Connection connection, String account, long slice)
      throws SQLException;

  /** Where there is something to give back; of one account, or of all when it is empty. */
  List<Expired> expired(Connection connection, String account) throws SQLException {
    String sql = account.isEmpty() ? EXPIRED : EXPIRED + " and account = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      if (!account.isEmpty()) {
        select.setString(1, account);
      }
      List<Expired> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(new Expired(rows.getString(1), rows.getLong(2)));
        }
      }
      return found;
    }
  }

  /** A slice of an account. */
  record Expired(String account, long slice) {}

  /** Marks a reservation as started; false if its lease has ended. */
  boolean start(Connection connection, long holder, long id) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(START)) {
      update.setLong(1, holder);
      update.setLong(2, id);
      return update.executeUpdate() == 1;
    }
  }

  /** What is used in all slices from one on. */
  long used(Connection connection, String account, long oldest) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(USED)) {
      select.setString(1, account);
      select.setLong(2, oldest);
      try (ResultSet rows = select.executeQuery()) {
        BigDecimal sum = rows.next() ? rows.getBigDecimal(1) : null;
        return sum == null ? 0 : sum.min(BigDecimal.valueOf(TOO_MUCH)).longValueExact();
      }
    }
  }

  /** What a reservation holds, or -1 when it is gone. */
  long amount(Connection connection, long holder, long id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(AMOUNT)) {
      select.setLong(1, holder);
      select.setLong(2, id);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? rows.getLong(1) : -1;
      }
    }
  }

  /** Forgets reservations whose amount is what was used. */
  void forget(Connection connection, long holder, List<Long> ids) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
      delete.setLong(1, holder);
      delete.setArray(2, connection.createArrayOf("bigint", ids.toArray()));
      delete.executeUpdate();
    }
  }

  /** Forgets slices that ceased to count before a time, and what began in them and never ended. */
  int purge(Connection connection, long beforeMillis) throws SQLException {
    try (PreparedStatement reservations =
            connection.prepareStatement(
                "delete from agentgov_reservation r where exists (select 1 from agentgov_budget b"
                    + " where b.account = r.account and b.slice = r.slice"
                    + " and b.counts_until < ?)");
        PreparedStatement slices =
            connection.prepareStatement("delete from agentgov_budget where counts_until < ?")) {
      reservations.setLong(1, beforeMillis);
      reservations.executeUpdate();
      slices.setLong(1, beforeMillis);
      return slices.executeUpdate();
    }
  }
}
