package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Orders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one watcher of changes, on a thread and a connection of its own: at once where the database
 * notifies, and by looking twice a second in any case, which also shows whether it is still there.
 */
final class OrdersWatch implements ControlStore.Watch, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(OrdersWatch.class);
  private static final int LOOK_MILLIS = 500;

  /** For so long what was known last may stand for what nobody can read. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final JdbcControlStore store;
  private final ControlStore.Watcher watcher;
  private final Consumer<OrdersWatch> ended;
  private final CountDownLatch closed = new CountDownLatch(1);

  // Of the thread alone
  private long told = -1;
  private long reached = System.nanoTime();
  private boolean lost;

  OrdersWatch(JdbcControlStore store, ControlStore.Watcher watcher, Consumer<OrdersWatch> ended) {
    this.store = store;
    this.watcher = watcher;
    this.ended = ended;
  }

  void begin() {
    Thread thread = new Thread(this, "governance-jdbc-orders");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
    ended.accept(this);
  }

  @Override
  public void run() {
    try {
      while (closed.getCount() > 0) {
        watch();
        boolean unused = closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Until it is closed or something fails. */
  private void watch() throws InterruptedException {
    try (Connection connection = store.listening()) {
      Notifications notifications = Notifications.of(connection);
      while (closed.getCount() > 0) {
        look(connection);
        if (notifications == null) {
          boolean unused = closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } else {
          notifications.await(LOOK_MILLIS);
        }
      }
    } catch (GovernanceException e) {
      lose(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      LOG.debug("the orders cannot be read", e);
      if (System.nanoTime() - reached > PATIENCE_NANOS) {
        lose("the database cannot be reached (SQLState " + e.getSQLState() + ")");
      }
    } catch (RuntimeException e) {
      LOG.warn("the orders cannot be read", e);
      lose("reading the orders failed with " + e.getClass().getSimpleName());
    }
  }

  private void look(Connection connection) throws SQLException {
    Orders orders = store.read(connection);
    reached = System.nanoTime();
    if ((orders.epoch() != told || lost) && closed.getCount() > 0) {
      watcher.changed(orders);
      told = orders.epoch();
      lost = false;
    }
  }

  private void lose(String why) {
    if (closed.getCount() > 0) {
      watcher.lost(why);
      lost = true;
    }
  }
}
