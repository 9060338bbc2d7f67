package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Orders;

/** Orders in one row, replaced as a whole by whoever names its epoch. */
final class JdbcControlStore implements ControlStore, AutoCloseable {
  /** Where PostgreSQL tells of changes; the scope is the text that goes with it. */
  static final String CHANNEL = "agentgov_control";

  private static final ReasonCode CODE = ReasonCode.CONTROL_UNAVAILABLE;
  private static final String READ = "select epoch, orders from agentgov_control where scope = ?";
  private static final String REPLACE =
      "update agentgov_control set epoch = ?, orders = ? where scope = ? and epoch = ?";
  private static final String FIRST =
      "insert into agentgov_control (epoch, orders, scope) select ?, ?, ?"
          + " where not exists (select 1 from agentgov_control where scope = ?)";
  private static final String TELL = "select pg_notify('" + CHANNEL + "', ?)";

  private final Connections connections;
  private final String scope;
  private final Set<Lookout> watches = ConcurrentHashMap.newKeySet();

  /** The highest epoch seen here: a row of a lower one is an old copy of the database. */
  private final AtomicLong known = new AtomicLong();

  JdbcControlStore(Connections connections, String scope) {
    this.connections = connections;
    this.scope = scope;
  }

  @Override
  public Orders load() {
    return connections.each(CODE, (connection, dialect) -> read(connection));
  }

  @Override
  public boolean compareAndSet(long epoch, Orders next) {
    if (next.epoch() != epoch + 1) {
      throw new IllegalArgumentException("the next epoch is " + (epoch + 1));
    }
    try {
      return connections.together(
          CODE,
          (connection, dialect) -> {
            boolean replaced = replace(connection, epoch == 0 ? FIRST : REPLACE, epoch, next);
            if (replaced && dialect == Dialect.POSTGRESQL) {
              tell(connection);
            }
            return replaced;
          });
    } catch (GovernanceException e) {
      if (e.getCause() instanceof SQLException cause && "23505".equals(cause.getSQLState())) {
        return false; // Somebody else's first order was quicker.
      }
      throw e;
    }
  }

  private boolean replace(Connection connection, String sql, long epoch, Orders next)
      throws SQLException {
    try (PreparedStatement change = connection.prepareStatement(sql)) {
      change.setLong(1, next.epoch());
      change.setString(2, next.toJson());
      change.setString(3, scope);
      if (epoch == 0) {
        change.setString(4, scope);
      } else {
        change.setLong(4, epoch);
      }
      return change.executeUpdate() == 1;
    }
  }

  /** Told to others when the change is committed. */
  private void tell(Connection connection) throws SQLException {
    try (PreparedStatement notify = connection.prepareStatement(TELL)) {
      notify.setString(1, scope);
      notify.execute();
    }
  }

  /** Reads what stands; throws rather than going back to what stood before. */
  Orders read(Connection connection) throws SQLException {
    Orders orders = Orders.none();
    try (PreparedStatement select = connection.prepareStatement(READ)) {
      select.setString(1, scope);
      try (ResultSet rows = select.executeQuery()) {
        if (rows.next()) {
          orders = Orders.parse(rows.getString(2));
          if (orders.epoch() != rows.getLong(1)) {
            throw unavailable("of epoch " + rows.getLong(1) + " say another epoch");
          }
        }
      }
    }
    long seen = known.getAndAccumulate(orders.epoch(), Math::max);
    if (orders.epoch() < seen) {
      throw unavailable("are of epoch " + orders.epoch() + " and were of " + seen + " before");
    }
    return orders;
  }

  private static GovernanceException unavailable(String what) {
    return new GovernanceException(
        CODE, "the orders in the database " + what + "; put back what was there");
  }

  @Override
  public Watch watch(Watcher watcher) {
    OrdersWatch watch = new OrdersWatch(connections, this, watcher, watches);
    watch.begin();
    return watch;
  }

  @Override
  public void close() {
    watches.forEach(Lookout::close);
  }
}
