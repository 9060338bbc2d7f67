package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Budgets in transactions of plain statements, for databases and windows where one statement does
 * not do: the row that all reservations of an account meet at is updated first, which makes them
 * wait for each other, and then the sum is known.
 */
class PlainBudgetSql extends BudgetSql {
  /** The row where reservations of a sliding window meet; no slice starts there. */
  private static final long MEETING = Long.MIN_VALUE;

  private static final String LOCK =
      "update agentgov_budget set used = used where account = ? and slice = ?";
  private static final String ADD =
      "update agentgov_budget set used = " + ADDED + " where account = ? and slice = ?";
  private static final String NOTE =
      "insert into agentgov_reservation (holder, id, account, slice, amount, started, lease_end)"
          + " values (?, ?, ?, ?, ?, ?, dateadd('MILLISECOND', ?, current_timestamp))";
  private static final String MISSING =
      "insert into agentgov_budget (account, slice, used, counts_until, account_key) select cast(?"
          + " as varchar), cast(? as bigint), 0, cast(? as bigint), cast(? as varchar) where not"
          + " exists (select 1 from agentgov_budget where account = ? and slice = ?)";
  private static final String MINE =
      "select account, slice from agentgov_reservation where holder = ? and id = ? for update";
  private static final String DELETE =
      "delete from agentgov_reservation where holder = ? and id = ?";
  private static final String SHRINK =
      "update agentgov_reservation set amount = ? where holder = ? and id = ? and amount = ?";
  private static final String DEAD =
      "select holder, id, amount from agentgov_reservation where account = ? and slice = ?"
          + " and not started and lease_end <= current_timestamp for update";

  /** How this database notes a reservation: holder, id, account, slice, amount, started, lease. */
  String note() {
    return NOTE;
  }

  @Override
  long reserve(Connection connection, Claim claim, long holder, long leaseMillis, boolean known)
      throws SQLException {
    Claim.Slice slice = claim.slice();
    String account = claim.account().digest();
    long meeting = slice.alone() ? slice.start() : MEETING;
    if (!known) {
      insertMissing(connection, claim, slice.start(), slice.countsUntil());
      if (!slice.alone()) {
        insertMissing(connection, claim, meeting, Long.MAX_VALUE);
      }
    }
    lock(connection, account, meeting);
    long used = used(connection, account, slice.oldest());
    if (used > claim.most()) {
      return REFUSED;
    }
    add(connection, account, slice.start(), claim.amount());
    try (PreparedStatement insert = connection.prepareStatement(note())) {
      insert.setLong(1, holder);
      insert.setLong(2, claim.id());
      insert.setString(3, account);
      insert.setLong(4, slice.start());
      insert.setLong(5, claim.amount());
      insert.setBoolean(6, claim.started());
      insert.setLong(7, leaseMillis);
      insert.executeUpdate();
    }
    return used + claim.amount();
  }

  @Override
  boolean settle(Connection connection, long holder, long id, long delta) throws SQLException {
    Expired where = mine(connection, holder, id);
    if (where == null) {
      return false;
    }
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setLong(1, holder);
      delete.setLong(2, id);
      delete.executeUpdate();
    }
    add(connection, where.account(), where.slice(), delta);
    return true;
  }

  @Override
  boolean shrink(Connection connection, long holder, long id, long from, long to)
      throws SQLException {
    Expired where = mine(connection, holder, id);
    if (where == null) {
      return false;
    }
    try (PreparedStatement update = connection.prepareStatement(SHRINK)) {
      update.setLong(1, to);
      update.setLong(2, holder);
      update.setLong(3, id);
      update.setLong(4, from);
      if (update.executeUpdate() == 0) {
        return false;
      }
    }
    add(connection, where.account(), where.slice(), to - from);
    return true;
  }

  @Override
  void book(Connection connection, Claim claim) throws SQLException {
    insertMissing(connection, claim, claim.slice().start(), claim.slice().countsUntil());
    add(connection, claim.account().digest(), claim.slice().start(), claim.amount());
  }

  @Override
  void giveBackExpired(Connection connection, String account, long slice) throws SQLException {
    long amount = 0;
    try (PreparedStatement select = connection.prepareStatement(DEAD);
        PreparedStatement delete = connection.prepareStatement(DELETE)) {
      select.setString(1, account);
      select.setLong(2, slice);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          delete.setLong(1, rows.getLong(1));
          delete.setLong(2, rows.getLong(2));
          amount += delete.executeUpdate() * rows.getLong(3);
        }
      }
    }
    add(connection, account, slice, -amount);
  }

  /** Makes the row of a slice if there is none; of two that try at once, one does it. */
  void insertMissing(Connection connection, Claim claim, long slice, long countsUntil)
      throws SQLException {
    String account = claim.account().digest();
    try (PreparedStatement insert = connection.prepareStatement(MISSING)) {
      insert.setString(1, account);
      insert.setLong(2, slice);
      insert.setLong(3, countsUntil);
      insert.setString(4, claim.account().key());
      insert.setString(5, account);
      insert.setLong(6, slice);
      insert.executeUpdate();
    } catch (SQLException e) {
      if (!"23505".equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private static void lock(Connection connection, String account, long slice) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(LOCK)) {
      update.setString(1, account);
      update.setLong(2, slice);
      update.executeUpdate();
    }
  }

  private static void add(Connection connection, String account, long slice, long amount)
      throws SQLException {
    if (amount == 0) {
      return;
    }
    try (PreparedStatement update = connection.prepareStatement(ADD)) {
      update.setLong(1, amount);
      update.setLong(2, amount);
      update.setString(3, account);
      update.setLong(4, slice);
      update.executeUpdate();
    }
  }

  private static @Nullable Expired mine(Connection connection, long holder, long id)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(MINE)) {
      select.setLong(1, holder);
      select.setLong(2, id);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? new Expired(rows.getString(1), rows.getLong(2)) : null;
      }
    }
  }
}
