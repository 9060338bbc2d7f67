package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Orders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one watcher of changes to orders, and when nobody can tell what stands any more. */
final class OrdersWatch extends Lookout implements ControlStore.Watch {
  private static final Logger LOG = LoggerFactory.getLogger(OrdersWatch.class);

  /** For so long what was known last may stand for what nobody can read. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final JdbcControlStore store;
  private final ControlStore.Watcher watcher;

  // Of the lookout's thread alone
  private long told = -1;
  private long reached = System.nanoTime();
  private boolean lost;

  OrdersWatch(
      Connections connections,
      JdbcControlStore store,
      ControlStore.Watcher watcher,
      Set<Lookout> open) {
    super(connections, JdbcControlStore.CHANNEL, open);
    this.store = store;
    this.watcher = watcher;
  }

  @Override
  void look(Connection connection) throws SQLException {
    Orders orders = store.read(connection);
    reached = System.nanoTime();
    if ((orders.epoch() != told || lost) && !closed()) {
      watcher.changed(orders);
      told = orders.epoch();
      lost = false;
    }
  }

  @Override
  void failed(Exception problem) {
    if (problem instanceof GovernanceException) {
      lose(String.valueOf(problem.getMessage()));
    } else if (problem instanceof SQLException e) {
      LOG.debug("the orders cannot be read", e);
      if (System.nanoTime() - reached > PATIENCE_NANOS) {
        lose("the database cannot be reached (SQLState " + e.getSQLState() + ")");
      }
    } else {
      LOG.warn("the orders cannot be read", problem);
      lose("reading the orders failed with " + problem.getClass().getSimpleName());
    }
  }

  private void lose(String why) {
    if (!closed()) {
      watcher.lost(why);
      lost = true;
    }
  }
}
