package org.agentgovernance.rollout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/** Orders in one file that is replaced as a whole, under a lock file that processes share. */
final class FileControlStore implements ControlStore {
  private static final long POLL_MILLIS = 250;
  // A channel's lock is the process's: within it, only one may try at a time.
  private static final Object ONE_AT_A_TIME = new Object();

  private final OrdersFile file;
  private final AtomicLong known = new AtomicLong();

  FileControlStore(Path file) {
    this.file = new OrdersFile(file);
  }

  @Override
  public Orders load() {
    long before = known.get();
    Orders orders;
    try {
      orders = file.read();
    } catch (IOException | GovernanceException e) {
      throw unavailable("cannot be read: " + e.getMessage(), e);
    }
    if (orders.epoch() < before) {
      throw unavailable(
          "holds epoch " + orders.epoch() + " and held " + before + " before; put it back", null);
    }
    known.accumulateAndGet(orders.epoch(), Math::max);
    return orders;
  }

  @Override
  public boolean compareAndSet(long epoch, Orders next) {
    synchronized (ONE_AT_A_TIME) {
      try (FileChannel channel = file.openLock();
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || load().epoch() != epoch) {
          return false;
        }
        file.write(next);
        known.accumulateAndGet(next.epoch(), Math::max);
        return true;
      } catch (IOException e) {
        throw unavailable("cannot be written: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public Watch watch(Watcher watcher) {
    ScheduledExecutorService poll =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "governance-control-file");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        poll.scheduleWithFixedDelay(
            new Poll(watcher), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    return poll::shutdownNow;
  }

  private GovernanceException unavailable(String what, @Nullable Exception cause) {
    String message = "the orders in " + file + " cannot be known: the file " + what;
    return cause == null
        ? new GovernanceException(ReasonCode.CONTROL_UNAVAILABLE, message)
        : new GovernanceException(ReasonCode.CONTROL_UNAVAILABLE, message, cause);
  }

  /** Looks whether the file is another one, and reads it only then. */
  private final class Poll implements Runnable {
    private final Watcher watcher;
    private String stamp = "";

    Poll(Watcher watcher) {
      this.watcher = watcher;
    }

    @Override
    public void run() {
      try {
        String now = file.stamp();
        if (!now.equals(stamp)) {
          watcher.changed(load());
          stamp = now;
        }
      } catch (IOException | RuntimeException e) {
        stamp = "";
        watcher.lost(String.valueOf(e.getMessage()));
      }
    }
  }
}
