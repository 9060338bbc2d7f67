package org.agentgovernance.audit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue and the thread of one sink. A batch is what has gathered during the batch before. */
final class SinkWriter implements Runnable {
  private record Entry(AuditRecord record, @Nullable CompletableFuture<Void> written) {}

  private static final Logger LOG = LoggerFactory.getLogger(SinkWriter.class);
  private static final int BATCH = 512;
  private static final int MOST_TRIES = 3;
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int NAPS = 200;
  private static final long GRACE_MILLIS = 5000;
  private static final long MOMENT_MILLIS = 200;

  final String name;
  final SinkPolicy policy;
  private final AuditSink sink;
  private final EventSink events;
  private final Clock clock;
  private final RecordQueue queue;
  private final Thread thread;
  private final List<Entry> batch = new ArrayList<>();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile boolean sleepsDeeply;
  private volatile boolean closing;
  private volatile boolean abandoned;
  private volatile boolean dropping;
  private volatile @Nullable String failure;

  SinkWriter(String name, AuditSink sink, SinkPolicy policy, EventSink events, Clock clock) {
    this.name = name;
    this.sink = sink;
    this.policy = policy;
    this.events = events;
    this.clock = clock;
    this.queue = new RecordQueue(policy.queueCapacity());
    this.thread = new Thread(this, "audit-sink-" + name);
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** Takes a place for a record; false when the sink cannot be relied upon now. */
  boolean take() {
    if (closing || (policy.required() && failure != null) || !queue.take()) {
      return false;
    }
    if (closing) {
      queue.giveBack();
      return false;
    }
    return true;
  }

  void giveBack() {
    queue.giveBack();
  }

  /** Uses a place that was taken. */
  void put(AuditRecord record) {
    queue.put(new Entry(record, null));
    if (sleepsDeeply) {
      LockSupport.unpark(thread);
    }
  }

  /** Uses a place that was taken, and says when the record is written. */
  CompletableFuture<Void> putAndTell(AuditRecord record) {
    CompletableFuture<Void> told = new CompletableFuture<>();
    queue.put(new Entry(record, told));
    LockSupport.unpark(thread);
    return told;
  }

  /** A record that found no place. */
  void drop() {
    dropped.incrementAndGet();
    if (!dropping) {
      dropping = true;
      LOG.warn("sink {} is too slow or fails; records are not copied to it", name);
      tell("audit.sink_dropped");
    }
  }

  SinkStatus status() {
    return new SinkStatus(
        name, policy.required(), queue.size(), written.get(), dropped.get(), failure);
  }

  /** Why a required sink does not take a record. */
  String trouble() {
    String known = failure;
    return "sink \""
        + name
        + "\" "
        + (known != null
            ? known
            : closing
                ? "is closed"
                : "has " + policy.queueCapacity() + " records waiting, the most allowed");
  }

  @Override
  public void run() {
    int naps = 0;
    while (true) {
      fill();
      if (!batch.isEmpty()) {
        naps = 0;
        deliver();
      } else if (abandoned || (closing && queue.size() == 0)) {
        return;
      } else {
        rest(naps++);
      }
    }
  }

  private void fill() {
    while (!abandoned && batch.size() < BATCH && queue.poll() instanceof Entry entry) {
      batch.add(entry);
    }
    queue.free();
  }

  private void rest(int naps) {
    if (naps < NAPS) {
      LockSupport.parkNanos(this, NAP_NANOS);
      return;
    }
    sleepsDeeply = true;
    if (queue.size() == 0 && !closing) {
      LockSupport.park(this);
    }
    sleepsDeeply = false;
  }

  /** Until it is written, or given up. */
  private void deliver() {
    List<AuditRecord> records = batch.stream().map(Entry::record).toList();
    for (int tries = 1; ; tries++) {
      try {
        sink.write(records);
        succeeded();
        return;
      } catch (Throwable e) {
        failed(e);
      }
      if (closing || (!policy.required() && tries >= MOST_TRIES)) {
        dropped.addAndGet(batch.size());
        batch.clear();
        return;
      }
      pause();
    }
  }

  private void pause() {
    long end = System.nanoTime() + policy.retryEvery().toNanos();
    long left = policy.retryEvery().toNanos();
    while (left > 0 && !closing) {
      LockSupport.parkNanos(this, left);
      left = end - System.nanoTime();
    }
  }

  private void succeeded() {
    written.addAndGet(batch.size());
    for (Entry entry : batch) {
      if (entry.written() != null) {
        entry.written().complete(null);
      }
    }
    batch.clear();
    boolean wasBad = failure != null || dropping;
    failure = null;
    dropping = false;
    if (wasBad) {
      tell("audit.sink_recovered");
    }
  }

  /** Whoever waits learns it now, although the batch may be written later. */
  private void failed(Throwable why) {
    boolean first = failure == null;
    failure = "failed (" + why.getClass().getSimpleName() + "); the log has the details";
    for (Entry entry : batch) {
      if (entry.written() != null) {
        entry.written().completeExceptionally(new IllegalStateException(failure));
      }
    }
    if (first) {
      LOG.error("sink {} failed; {} records wait for it", name, batch.size(), why);
      tell("audit.sink_failed");
    }
  }

  private void tell(String kind) {
    events.emit(
        new GovernanceEvent(
            kind,
            clock.instant(),
            null,
            null,
            null,
            Map.of(
                "sink",
                name,
                "required",
                String.valueOf(policy.required()),
                "dropped",
                String.valueOf(dropped.get()))));
  }

  /** Writes what waits, as far as that takes no longer than a moment, and lets go of the sink. */
  void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(GRACE_MILLIS);
      if (thread.isAlive()) {
        abandoned = true;
        thread.interrupt();
        thread.join(MOMENT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int left = queue.size();
    if (left > 0) {
      LOG.error("sink {} was closed before {} records were copied to it", name, left);
    }
    try {
      sink.close();
    } catch (Exception e) {
      LOG.warn("sink {} could not be closed", name, e);
    }
  }
}
