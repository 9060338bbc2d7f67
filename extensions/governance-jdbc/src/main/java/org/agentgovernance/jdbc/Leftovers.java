package org.agentgovernance.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.decision.GovernanceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is tidied up behind calls, on a thread of its own: rows of calls that used what they had
 * reserved, slices that nobody draws on, and what dead processes had reserved and never started.
 * When the database is away it is tried again; nothing of it is needed for a count to be right.
 */
final class Leftovers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final long TICK_MILLIS = 200;
  private static final int IDLE_TICKS = 5;
  private static final int LEASE_TICKS = 25;
  private static final int BATCH = 1_000;

  /** Rows beyond this stay in the database until they are purged. */
  private static final int MOST_WAITING = 100_000;

  private final BudgetRows rows;
  private final ConcurrentLinkedQueue<Long> over = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<PrepaidSlice, Watched> slices = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread;
  private int ticks;

  Leftovers(BudgetRows rows) {
    this.rows = rows;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "governance-jdbc-budgets");
              made.setDaemon(true);
              return made;
            });
    var unused =
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The row of a reservation that was used as it stands; it only takes up room. */
  void forget(long id) {
    if (waiting.incrementAndGet() <= MOST_WAITING) {
      over.add(id);
    } else {
      waiting.decrementAndGet();
    }
  }

  /** Looks after a slice; when nobody draws on it any more, it is dropped and returned. */
  void watch(PrepaidSlice slice, Runnable drop) {
    slices.put(slice, new Watched(drop));
  }

  /** Nothing more is handed out of a slice; what comes back is returned. */
  void close(PrepaidSlice slice) {
    slice.close();
    if (slice.over()) {
      slices.remove(slice);
      forget(slice.id());
    } else {
      slices.putIfAbsent(slice, new Watched(() -> {}));
    }
  }

  private void tick() {
    try {
      returnSlices();
      forgetOver();
      if (++ticks % LEASE_TICKS == 0) {
        boolean unused = rows.giveBackExpired("");
      }
    } catch (GovernanceException e) {
      LOG.debug("tidying up waits for the database", e);
    } catch (RuntimeException e) {
      LOG.warn("tidying up behind calls failed and is tried again", e);
    }
  }

  private void returnSlices() {
    for (Map.Entry<PrepaidSlice, Watched> each : List.copyOf(slices.entrySet())) {
      PrepaidSlice slice = each.getKey();
      if (each.getValue().idle(slice)) {
        each.getValue().drop.run();
        slice.close();
        slice.giveBack();
        if (slice.over() && slices.remove(slice) != null) {
          forget(slice.id());
        }
      }
    }
  }

  private void forgetOver() {
    while (!over.isEmpty()) {
      List<Long> some = new ArrayList<>();
      for (Long id = over.peek(); id != null && some.size() < BATCH; id = over.peek()) {
        some.add(over.remove());
      }
      boolean done = false;
      try {
        rows.forget(some);
        waiting.addAndGet(-some.size());
        done = true;
      } finally {
        if (!done) {
          over.addAll(some);
        }
      }
    }
  }

  /** Returns everything; what fails now is taken for used. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("tidying up behind calls has not ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    slices.keySet().forEach(PrepaidSlice::close);
    tick();
  }

  /** How long nobody has drawn on a slice. Used by one thread at a time. */
  private static final class Watched {
    private final Runnable drop;
    private long free = -1;
    private int still;

    Watched(Runnable drop) {
      this.drop = drop;
    }

    boolean idle(PrepaidSlice slice) {
      long now = slice.free();
      still = now == free ? still + 1 : 0;
      free = now;
      return still >= IDLE_TICKS || slice.closed();
    }
  }
}
