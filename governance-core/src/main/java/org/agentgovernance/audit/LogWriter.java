package org.agentgovernance.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that serialises, chains, writes and forces. A batch is whatever has gathered while
 * the batch before it was written, so the cost of a force is shared by all who wait for it.
 */
final class LogWriter implements Runnable {
  /** Someone who waits for the force; without a record, for the force alone. */
  record Waiter(@Nullable AuditRecord record, CompletableFuture<Void> future, Executor executor) {}

  private enum State {
    OPEN,
    CLOSING,
    CLOSED,
    FAILED
  }

  private enum Sleep {
    AWAKE,
    /** For a moment; only who waits for a force ends it. */
    LIGHT,
    /** Until the next record. */
    DEEP
  }

  private static final int BATCH_BYTES = 1 << 20;
  private static final long LIGHT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final RecordQueue queue;
  private final SegmentWriter segments;
  private final RecordEncoder encoder;
  private final AuditOptions options;
  private final int batchBytes;
  private final Thread thread;
  private final LineBuffer buffer = new LineBuffer();
  private final List<Waiter> waiting = new ArrayList<>();
  private long unforcedSince;
  private boolean unforced;
  private int batched;

  private volatile State state = State.OPEN;
  private volatile Sleep sleep = Sleep.AWAKE;
  private volatile AuditHead durable;
  private volatile long written;
  private volatile long lost;
  private volatile @Nullable String failure;

  LogWriter(SegmentWriter segments, RecordEncoder encoder, AuditOptions options) {
    this.segments = segments;
    this.encoder = encoder;
    this.options = options;
    this.queue = new RecordQueue(options.queueCapacity());
    this.batchBytes = (int) Math.min(BATCH_BYTES, options.segmentBytes());
    this.durable = encoder.head();
    this.thread = new Thread(this, "audit-writer");
    this.thread.setDaemon(true);
  }

  /** Writes what the recovery found, makes it durable and starts the thread. */
  void start(LogRecovery recovery) throws IOException {
    long now = options.clock().millis();
    own(AuditKind.LOG_OPENED, now, Map.of("segment", segments.name()));
    if (recovery.torn() != null) {
      own(AuditKind.LOG_RECOVERED, now, recovery.torn());
    }
    for (OpenIntents.Intent intent : recovery.open()) {
      encoder.writeUnknown(now, intent, buffer);
      batched++;
      if (buffer.length() >= batchBytes) {
        write();
      }
    }
    write();
    force();
    thread.start();
  }

  Acceptance offer(Object entry, boolean someoneWaits, boolean evenWhenFull) {
    if (evenWhenFull) {
      queue.takeAnyway();
    } else if (!queue.take()) {
      return state == State.OPEN ? Acceptance.FULL : refusal();
    }
    if (state != State.OPEN) {
      queue.giveBack();
      return refusal();
    }
    queue.put(entry);
    Sleep now = sleep;
    if (now != Sleep.AWAKE && (now == Sleep.DEEP || someoneWaits || queue.halfFull())) {
      LockSupport.unpark(thread);
    }
    return Acceptance.ACCEPTED;
  }

  AuditStatus status() {
    return new AuditStatus(queue.size(), written, lost, durable, failure);
  }

  /** Writes what is queued and ends the thread. */
  void close() {
    synchronized (this) {
      if (state == State.OPEN) {
        state = State.CLOSING;
      }
    }
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        boolean closing = state == State.CLOSING;
        boolean idle = drain() == 0;
        write();
        if (!waiting.isEmpty() || (unforced && untilForce() <= 0)) {
          force();
        }
        if (idle && closing && queue.size() == 0) {
          break;
        }
        if (idle) {
          rest();
        }
      }
      own(AuditKind.LOG_CLOSED, options.clock().millis(), Map.of("segment", segments.name()));
      write();
      force();
      state = State.CLOSED;
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
    } finally {
      try {
        segments.close();
      } catch (IOException e) {
        // Everything was forced before, or the log has failed already.
        failure = failure == null ? describe(e) : failure;
      }
    }
  }

  private int drain() {
    int taken = 0;
    while (buffer.length() < batchBytes) {
      Object entry = queue.poll();
      if (entry == null) {
        return taken;
      }
      taken++;
      if (entry instanceof Waiter waiter) {
        waiting.add(waiter);
        if (waiter.record() != null) {
          encode(waiter.record());
        }
      } else if (entry instanceof AuditRecord record) {
        encode(record);
      }
    }
    return taken;
  }

  private void encode(AuditRecord record) {
    batched++;
    encoder.write(record, buffer);
  }

  private void own(AuditKind kind, long at, Map<String, ?> facts) {
    batched++;
    encoder.write(kind, at, facts, buffer);
  }

  private void write() throws IOException {
    if (batched == 0) {
      return;
    }
    segments.write(buffer.bytes(), buffer.length());
    buffer.clear();
    count(batched, 0);
    batched = 0;
    if (!unforced) {
      unforced = true;
      unforcedSince = System.nanoTime();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void count(int done, int gone) {
    written += done;
    lost += gone;
  }

  private void force() throws IOException {
    if (unforced) {
      segments.force();
      unforced = false;
      durable = encoder.head();
    }
    for (Waiter waiter : waiting) {
      complete(waiter, null);
    }
    waiting.clear();
  }

  private long untilForce() {
    return options.forceEvery().toNanos() - (System.nanoTime() - unforcedSince);
  }

  private void rest() {
    sleep = unforced ? Sleep.LIGHT : Sleep.DEEP;
    if (queue.size() == 0 && state == State.OPEN) {
      if (unforced) {
        LockSupport.parkNanos(this, Math.max(1, Math.min(LIGHT_NANOS, untilForce())));
      } else {
        LockSupport.park(this);
      }
    } else {
      Thread.onSpinWait();
    }
    sleep = Sleep.AWAKE;
  }

  private void fail(Throwable why) {
    failure = describe(why);
    synchronized (this) {
      state = State.FAILED;
    }
    count(0, batched);
    for (Waiter waiter : waiting) {
      complete(waiter, failure);
    }
    while (queue.size() > 0) {
      Object entry = queue.poll();
      if (entry == null) {
        Thread.onSpinWait();
      } else if (entry instanceof Waiter waiter) {
        count(0, waiter.record() == null ? 0 : 1);
        complete(waiter, failure);
      } else {
        count(0, 1);
      }
    }
  }

  private static void complete(Waiter waiter, @Nullable String failed) {
    Runnable completion =
        () -> {
          if (failed == null) {
            waiter.future().complete(null);
          } else {
            waiter.future().completeExceptionally(unavailable(failed));
          }
        };
    try {
      waiter.executor().execute(completion);
    } catch (RuntimeException e) {
      waiter
          .future()
          .completeExceptionally(unavailable("the executor of the waiting call refused to go on"));
    }
  }

  private Acceptance refusal() {
    return state == State.FAILED ? Acceptance.FAILED : Acceptance.CLOSED;
  }

  /** Why nothing is accepted. */
  GovernanceException refused(Acceptance acceptance) {
    String why = failure;
    return switch (acceptance) {
      case FULL ->
          unavailable(
              options.queueCapacity()
                  + " records wait to be written, the most allowed; try again, or look at the"
                  + " disk");
      case CLOSED -> unavailable("the log is closed");
      default -> unavailable(why == null ? "the log failed" : why);
    };
  }

  private static GovernanceException unavailable(String why) {
    return new GovernanceException(ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: " + why);
  }

  private static String describe(Throwable why) {
    return "the log could not be written ("
        + why.getClass().getSimpleName()
        + ": "
        + why.getMessage()
        + "); open it again once the cause is gone";
  }
}
