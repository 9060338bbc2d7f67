package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what other processes change, on a thread and a connection of its own: at once where the
 * database notifies, and twice a second in any case, which also shows whether it is still there.
 */
abstract class Lookout implements AutoCloseable, Runnable {
  private static final int LOOK_MILLIS = 500;

  private final Connections connections;
  private final String channel;
  private final Set<Lookout> open;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Makes one that is in a set until it is closed. */
  Lookout(Connections connections, String channel, Set<Lookout> open) {
    this.connections = connections;
    this.channel = channel;
    this.open = open;
  }

  /** Looks, on the one thread. What it throws makes the thread take another connection. */
  abstract void look(Connection connection) throws SQLException;

  /** Something failed, or the database cannot be reached. */
  abstract void failed(Exception problem);

  void begin() {
    open.add(this);
    Thread thread = new Thread(this, "governance-jdbc-" + channel);
    thread.setDaemon(true);
    thread.start();
  }

  boolean closed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    open.remove(this);
  }

  @Override
  public void run() {
    try {
      while (!closed()) {
        watch();
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pause() throws InterruptedException {
    boolean unused = closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Until it is closed or something fails. */
  private void watch() throws InterruptedException {
    try (Connection connection = listening()) {
      Notifications notifications = Notifications.of(connection);
      while (!closed()) {
        look(connection);
        await(notifications);
      }
    } catch (SQLException | RuntimeException e) {
      failed(e);
    }
  }

  private void await(@Nullable Notifications notifications)
      throws SQLException, InterruptedException {
    if (notifications == null) {
      pause();
    } else {
      notifications.await(LOOK_MILLIS);
    }
  }

  /** A connection that is told of changes, where the database can tell. */
  private Connection listening() throws SQLException {
    Connection connection = connections.keep();
    try {
      if (Dialect.of(connection) == Dialect.POSTGRESQL) {
        try (Statement listen = connection.createStatement()) {
          listen.execute("listen " + channel);
        }
      }
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
