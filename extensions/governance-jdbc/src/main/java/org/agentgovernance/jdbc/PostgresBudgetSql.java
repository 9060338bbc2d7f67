package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Budgets in PostgreSQL: one conditional statement for a reservation, whatever else reserves at the
 * same time. Only a window that slides takes the longer way, since its sum is over many rows.
 */
final class PostgresBudgetSql extends PlainBudgetSql {
  /** Slices after this one count too, so a clock that lags gives nothing twice. */
  private static final String LATER =
      "coalesce((select sum(l.used) from agentgov_budget l"
          + " where l.account = b.account and l.slice > b.slice), 0)";

  private static final String NOTED =
      " insert into agentgov_reservation (holder, id, account, slice, amount, started, lease_end)"
          + " select ?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond' from taken";

  private static final String TAKE =
      "with taken as ("
          + "update agentgov_budget b set used = b.used + ?"
          + " where b.account = ? and b.slice = ? and b.used <= ? - "
          + LATER
          + " returning b.used), noted as ("
          + NOTED
          + ") select used from taken";

  private static final String TAKE_FIRST =
      "with taken as ("
          + "insert into agentgov_budget as b (account, slice, used, counts_until, account_key)"
          + " select n.* from (values (?::varchar, ?::bigint, ?::bigint, ?::bigint, ?))"
          + " as n (account, slice, used, counts_until, account_key)"
          + " where ? >= coalesce((select sum(l.used) from agentgov_budget l"
          + " where l.account = n.account and l.slice > n.slice), 0)"
          + " on conflict (account, slice) do update set used = b.used + excluded.used"
          + " where b.used <= ? - "
          + LATER
          + " returning b.used), noted as ("
          + NOTED
          + ") select used from taken";

  private static final String NOTE =
      "insert into agentgov_reservation (holder, id, account, slice, amount, started, lease_end)"
          + " values (?, ?, ?, ?, ?, ?, now() + ? * interval '1 millisecond')";
  private static final String MISSING =
      "insert into agentgov_budget (account, slice, used, counts_until, account_key)"
          + " values (?, ?, 0, ?, ?) on conflict do nothing";
  private static final String SETTLE =
      "with mine as ("
          + "delete from agentgov_reservation where holder = ? and id = ? returning account, slice)"
          + " update agentgov_budget b set used = "
          + ADDED
          + " from mine m where b.account = m.account and b.slice = m.slice";
  private static final String SHRINK =
      "with mine as ("
          + "update agentgov_reservation set amount = ?"
          + " where holder = ? and id = ? and amount = ? returning account, slice)"
          + " update agentgov_budget b set used = "
          + ADDED
          + " from mine m where b.account = m.account and b.slice = m.slice";
  private static final String BOOK =
      "insert into agentgov_budget as b (account, slice, used, counts_until, account_key)"
          + " values (?, ?, ?, ?, ?)"
          + " on conflict (account, slice) do update set used = case"
          + " when excluded.used > 9223372036854775807 - b.used then 9223372036854775807"
          + " else b.used + excluded.used end";
  private static final String GIVE_BACK =
      "with dead as ("
          + "delete from agentgov_reservation where (holder, id) in ("
          + "select holder, id from agentgov_reservation where account = ? and slice = ?"
          + " and not started and lease_end <= now() for update skip locked) returning amount)"
          + " update agentgov_budget b set used = case when b.used = 9223372036854775807"
          + " then b.used else b.used - (select coalesce(sum(amount), 0) from dead)::bigint end"
          + " where b.account = ? and b.slice = ? and exists (select 1 from dead)";

  @Override
  String note() {
    return NOTE;
  }

  @Override
  long reserve(Connection connection, Claim claim, long holder, long leaseMillis, boolean known)
      throws SQLException {
    if (!claim.slice().alone()) {
      return super.reserve(connection, claim, holder, leaseMillis, known);
    }
    String account = claim.account().digest();
    long slice = claim.slice().start();
    try (PreparedStatement take = connection.prepareStatement(known ? TAKE : TAKE_FIRST)) {
      int i = 0;
      if (known) {
        take.setLong(++i, claim.amount());
        take.setString(++i, account);
        take.setLong(++i, slice);
      } else {
        take.setString(++i, account);
        take.setLong(++i, slice);
        take.setLong(++i, claim.amount());
        take.setLong(++i, claim.slice().countsUntil());
        take.setString(++i, claim.account().key());
        take.setLong(++i, claim.most());
      }
      take.setLong(++i, claim.most());
      take.setLong(++i, holder);
      take.setLong(++i, claim.id());
      take.setString(++i, account);
      take.setLong(++i, slice);
      take.setLong(++i, claim.amount());
      take.setBoolean(++i, claim.started());
      take.setLong(++i, leaseMillis);
      try (ResultSet rows = take.executeQuery()) {
        return rows.next() ? rows.getLong(1) : REFUSED;
      }
    }
  }

  @Override
  boolean settle(Connection connection, long holder, long id, long delta) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(SETTLE)) {
      update.setLong(1, holder);
      update.setLong(2, id);
      update.setLong(3, delta);
      update.setLong(4, delta);
      return update.executeUpdate() == 1;
    }
  }

  @Override
  boolean shrink(Connection connection, long holder, long id, long from, long to)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(SHRINK)) {
      update.setLong(1, to);
      update.setLong(2, holder);
      update.setLong(3, id);
      update.setLong(4, from);
      update.setLong(5, to - from);
      update.setLong(6, to - from);
      return update.executeUpdate() == 1;
    }
  }

  @Override
  void book(Connection connection, Claim claim) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(BOOK)) {
      upsert.setString(1, claim.account().digest());
      upsert.setLong(2, claim.slice().start());
      upsert.setLong(3, claim.amount());
      upsert.setLong(4, claim.slice().countsUntil());
      upsert.setString(5, claim.account().key());
      upsert.executeUpdate();
    }
  }

  @Override
  void giveBackExpired(Connection connection, String account, long slice) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(GIVE_BACK)) {
      update.setString(1, account);
      update.setLong(2, slice);
      update.setString(3, account);
      update.setLong(4, slice);
      update.executeUpdate();
    }
  }

  @Override
  void insertMissing(Connection connection, Claim claim, long slice, long countsUntil)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(MISSING)) {
      insert.setString(1, claim.account().digest());
      insert.setLong(2, slice);
      insert.setLong(3, countsUntil);
      insert.setString(4, claim.account().key());
      insert.executeUpdate();
    }
  }
}
