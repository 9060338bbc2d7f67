package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that serialises, chains, writes and forces. A batch is whatever has gathered while
 * the batch before it was written, so the cost of a force is shared by all who wait for it.
 */
final class LogWriter implements Runnable {
  /** Someone who waits for the force; without a record, for the force alone. */
  record Waiter(
      @Nullable AuditRecord record,
      @Nullable RecordBody body,
      CompletableFuture<Void> future,
      Executor executor) {
    static Waiter forAll() {
      return new Waiter(null, null, new CompletableFuture<>(), Runnable::run);
    }
  }

  /** Values to be erased on the writer's thread, and who waits for it. */
  record Erase(List<Long> records, long values, Map<String, Object> facts, Waiter waiter) {}

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

  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final int BATCH_BYTES = 1 << 20;
  private static final long LIGHT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final RecordQueue queue;
  private final Path directory;
  private final SegmentWriter segments;
  private final TreeFile tree;
  private final PersonalFile personal;
  private final Checkpointer checkpoints;
  private final RecordEncoder encoder;
  private final AuditOptions options;
  private final int batchBytes;
  private final Thread thread;
  private final LineBuffer buffer = new LineBuffer();
  private final List<Waiter> waiting = new ArrayList<>();
  private final OpenCalls open = new OpenCalls();
  private long unforcedSince;
  private boolean unforced;
  private int batched;
  private @Nullable Erase erasing;
  private long checkpointed;
  private long checkpointedAt;
  private long began;

  private volatile State state = State.OPEN;
  private volatile Sleep sleep = Sleep.AWAKE;
  private volatile AuditHead durable;
  private volatile long written;
  private volatile long lost;
  private volatile @Nullable String failure;

  LogWriter(
      Path directory,
      SegmentWriter segments,
      TreeFile tree,
      PersonalFile personal,
      Checkpointer checkpoints,
      RecordEncoder encoder,
      AuditOptions options) {
    this.directory = directory;
    this.segments = segments;
    this.tree = tree;
    this.personal = personal;
    this.checkpoints = checkpoints;
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
    Instant before = recovery.began();
    began = before == null ? UNKNOWN : before.toEpochMilli();
    own(AuditKind.LOG_OPENED, now, Map.of("segment", segments.name()));
    for (Map<String, Object> repair : recovery.repairs()) {
      own(AuditKind.LOG_RECOVERED, now, repair);
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
    tree.write();
    checkpoints.start(segments.number(), tree.size(), tree.root());
    checkpointed = tree.size();
    checkpointedAt = System.nanoTime();
    retain();
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
    return new AuditStatus(
        queue.size(), written, lost, durable, failure, checkpoints.last(), checkpoints.warnings());
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
        if (queue.size() > 0 && segmentIsOver()) {
          rotate();
        }
        boolean idle = drain() == 0;
        write();
        erase();
        if (!waiting.isEmpty() || (unforced && untilForce() <= 0)) {
          force();
        }
        if (!unforced && uncovered() && untilCheckpoint() <= 0) {
          checkpoint();
        }
        IOException broken = checkpoints.failure();
        if (broken != null) {
          throw broken;
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
      checkpoint();
      checkpoints.close();
      tree.force();
      IOException broken = checkpoints.failure();
      if (broken != null) {
        throw broken;
      }
      state = State.CLOSED;
    } catch (IOException | RuntimeException | Error e) {
      fail(e);
      checkpoints.close();
    } finally {
      try {
        // Each is closed although another cannot be.
        try (segments;
            personal;
            tree) {
          state = state == State.CLOSED ? State.CLOSED : State.FAILED;
        }
      } catch (IOException e) {
        // Everything was forced before, or the log has failed already.
        failure = failure == null ? describe(e) : failure;
      }
    }
  }

  private int drain() {
    int taken = 0;
    boolean more = true;
    while (more && buffer.length() < batchBytes) {
      Object entry = queue.poll();
      if (entry == null) {
        return taken;
      }
      taken++;
      if (entry instanceof Erase erase) {
        erasing = erase;
        more = false;
      } else if (entry instanceof Waiter waiter) {
        waiting.add(waiter);
        if (waiter.record() != null) {
          encode(waiter.record(), waiter.body());
        }
      } else if (entry instanceof AuditRecord record) {
        encode(record, null);
      }
    }
    queue.free();
    return taken;
  }

  /** Records what is erased, and only then erases it. */
  private void erase() throws IOException {
    Erase order = erasing;
    if (order != null) {
      own(AuditKind.LOG_ERASED, options.clock().millis(), order.facts());
      write();
      force();
      personal.close();
      Set<Long> records = Set.copyOf(order.records());
      PersonalFile.erase(directory, records::contains);
      erasing = null;
      complete(order.waiter(), null);
    }
  }

  private void encode(AuditRecord record, @Nullable RecordBody body) {
    batched++;
    open.wrote(encoder.next(), record, segments.number());
    if (body == null) {
      encoder.write(record, buffer);
    } else {
      encoder.write(body, buffer);
    }
  }

  private void own(AuditKind kind, long at, Map<String, ?> facts) {
    batched++;
    encoder.write(kind, at, facts, buffer);
  }

  private void write() throws IOException {
    if (batched == 0) {
      return;
    }
    personal.write();
    segments.write(buffer.bytes(), buffer.length());
    if (tree.full()) {
      tree.write();
    }
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
      personal.force();
      segments.force();
      unforced = false;
      durable = encoder.head();
    }
    for (Waiter waiter : waiting) {
      complete(waiter, null);
    }
    waiting.clear();
  }

  private boolean segmentIsOver() {
    if (began == UNKNOWN) {
      began = options.clock().millis(); // a log begins with its first call, not with its opening
    }
    long period = options.rotateEvery().toMillis();
    return segments.position() >= options.segmentBytes()
        || Math.floorDiv(options.clock().millis(), Math.max(1, period))
            > Math.floorDiv(began, Math.max(1, period));
  }

  private void rotate() throws IOException {
    for (Map<String, Object> intents : open.carry(segments.number())) {
      own(AuditKind.LOG_CARRIED, options.clock().millis(), intents);
    }
    write();
    force();
    checkpoint();
    tree.force();
    segments.rotate();
    personal.rotate(segments.number());
    began = options.clock().millis();
    retain();
  }

  /** Records which old segments go, and only then removes them. */
  private void retain() throws IOException {
    Duration age = options.retention();
    SignedCheckpoint last = checkpoints.last();
    if (age == null || last == null) {
      return;
    }
    Instant now = options.clock().instant();
    Retention.Due due = Retention.due(directory, age, now, last.checkpoint().size());
    if (due != null) {
      own(AuditKind.LOG_RETENTION, now.toEpochMilli(), due.facts());
      write();
      force();
      tree.write();
      tree.force();
      Retention.remove(directory, due);
    }
  }

  /** Asks for a checkpoint over everything that was forced. */
  private void checkpoint() throws IOException {
    if (uncovered()) {
      tree.write();
      checkpointed = tree.size();
      checkpointedAt = System.nanoTime();
      checkpoints.submit(segments.number(), checkpointed, tree.root());
    }
  }

  private boolean uncovered() {
    return tree.size() > checkpointed;
  }

  private long untilCheckpoint() {
    return options.checkpointEvery().toNanos() - (System.nanoTime() - checkpointedAt);
  }

  private long untilForce() {
    return options.forceEvery().toNanos() - (System.nanoTime() - unforcedSince);
  }

  private void rest() {
    sleep = unforced ? Sleep.LIGHT : Sleep.DEEP;
    if (queue.size() == 0 && state == State.OPEN) {
      if (unforced) {
        LockSupport.parkNanos(this, Math.max(1, Math.min(LIGHT_NANOS, untilForce())));
      } else if (uncovered()) {
        LockSupport.parkNanos(this, Math.max(1, untilCheckpoint()));
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
    options
        .events()
        .emit(
            new GovernanceEvent(
                "audit.failed",
                options.clock().instant(),
                null,
                null,
                null,
                Map.of("reason", String.valueOf(failure))));
    count(0, batched);
    for (Waiter waiter : waiting) {
      complete(waiter, failure);
    }
    if (erasing != null) {
      complete(erasing.waiter(), failure);
    }
    while (queue.size() > 0) {
      Object entry = queue.poll();
      if (entry == null) {
        Thread.onSpinWait();
      } else if (entry instanceof Waiter waiter) {
        count(0, waiter.record() == null ? 0 : 1);
        complete(waiter, failure);
      } else if (entry instanceof Erase erase) {
        complete(erase.waiter(), failure);
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
