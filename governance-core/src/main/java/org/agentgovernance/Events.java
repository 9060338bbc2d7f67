package org.agentgovernance;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to the host's listeners, in order, on one daemon thread that ends when idle. */
final class Events implements EventSink {
  static final int MOST_WAITING = 1024;
  private static final long MOMENT_MILLIS = 200;
  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  private final List<EventSink> listeners;
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final ThreadPoolExecutor thread;

  Events(List<EventSink> listeners) {
    this.listeners = List.copyOf(listeners);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
              Thread made = new Thread(task, "governance-events");
              made.setDaemon(true);
              return made;
            },
            (task, executor) -> drop());
    thread.allowCoreThreadTimeOut(true);
  }

  @Override
  public void emit(GovernanceEvent event) {
    if (!listeners.isEmpty()) {
      thread.execute(() -> deliver(event));
    }
  }

  /** How many events no listener has seen. */
  long dropped() {
    return dropped.get();
  }

  private void deliver(GovernanceEvent event) {
    for (EventSink listener : listeners) {
      try {
        listener.emit(event);
      } catch (Throwable e) {
        long count = failed.incrementAndGet();
        if (Long.bitCount(count) == 1) {
          LOG.warn("a listener failed at the event {}; {} failures so far", event.kind(), count, e);
        }
      }
    }
  }

  /** Says so at the first, second, fourth, eighth ... event, so that a flood is no flood of log. */
  private void drop() {
    long count = dropped.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.warn("listeners are too slow or closed; {} events dropped so far", count);
    }
  }

  /** Delivers what waits, as far as that takes no longer than a moment. */
  void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(MOMENT_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("listeners are still busy; events that wait are dropped");
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
