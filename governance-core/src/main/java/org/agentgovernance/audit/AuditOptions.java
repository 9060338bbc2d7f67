package org.agentgovernance.audit;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.agentgovernance.checkpoint.CheckpointWitness;
import org.agentgovernance.interceptor.EventSink;
import org.jspecify.annotations.Nullable;

/** How an {@link AuditLog} writes. Immutable; each method gives changed options. */
public final class AuditOptions {
  private static final long MIN_SEGMENT_BYTES = 1024;
  private static final AuditOptions DEFAULTS = new AuditOptions(new Values());

  /** Changed only while it is copied. */
  private static final class Values implements Cloneable {
    private long segmentBytes = 64L << 20;
    private int queueCapacity = 16_384;
    private Duration forceEvery = Duration.ofSeconds(1);
    private Duration checkpointEvery = Duration.ofSeconds(1);
    private Duration rotateEvery = Duration.ofDays(1);
    private @Nullable Duration retention;
    private Clock clock = Clock.systemUTC();
    private @Nullable CheckpointSigner signer;
    private List<CheckpointWitness> witnesses = List.of();
    private Duration witnessEvery = Duration.ofMinutes(1);
    private EventSink events = EventSink.none();

    Values copy() {
      try {
        return (Values) clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException("it can be cloned", e);
      }
    }
  }

  private final Values values;

  private AuditOptions(Values values) {
    this.values = values;
  }

  /**
   * Segments of 64 MiB or a day, 16,384 waiting records, a force and a checkpoint each second,
   * nothing ever removed, no signer and no witness, the system's clock.
   *
   * @return the defaults
   */
  public static AuditOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Sets the size after which a new segment begins. A segment is longer by at most one batch.
   *
   * @param bytes at least 1,024
   * @return changed options
   */
  public AuditOptions withSegmentBytes(long bytes) {
    if (bytes < MIN_SEGMENT_BYTES) {
      throw new IllegalArgumentException("a segment has at least 1024 bytes");
    }
    Values changed = values.copy();
    changed.segmentBytes = bytes;
    return new AuditOptions(changed);
  }

  /**
   * Sets how many records may wait to be written. One more is refused.
   *
   * @param records at least 1
   * @return changed options
   */
  public AuditOptions withQueueCapacity(int records) {
    if (records < 1) {
      throw new IllegalArgumentException("a queue holds at least one record");
    }
    Values changed = values.copy();
    changed.queueCapacity = records;
    return new AuditOptions(changed);
  }

  /**
   * Sets how long a record that nobody waits for may stay unforced.
   *
   * @param interval positive
   * @return changed options
   */
  public AuditOptions withForceEvery(Duration interval) {
    Values changed = values.copy();
    changed.forceEvery = positive(interval);
    return new AuditOptions(changed);
  }

  /**
   * Sets how long a forced record may stay without a checkpoint over it.
   *
   * @param interval positive
   * @return changed options
   */
  public AuditOptions withCheckpointEvery(Duration interval) {
    Values changed = values.copy();
    changed.checkpointEvery = positive(interval);
    return new AuditOptions(changed);
  }

  /**
   * Sets after which time a new segment begins, counted in whole intervals since 1970 UTC, so that
   * a day ends at midnight UTC. A clock that goes back begins none.
   *
   * @param interval positive
   * @return changed options
   */
  public AuditOptions withRotateEvery(Duration interval) {
    Values changed = values.copy();
    changed.rotateEvery = positive(interval);
    return new AuditOptions(changed);
  }

  /**
   * Removes segments whose records are all older than an age by the log's clock, whenever the log
   * is opened or a new segment begins. The last two segments always stay. Hashes and a checkpoint
   * of what was removed stay too, so that the rest still verifies, and a record says what was
   * removed.
   *
   * @param age positive
   * @return changed options
   */
  public AuditOptions withRetention(Duration age) {
    Values changed = values.copy();
    changed.retention = positive(age);
    return new AuditOptions(changed);
  }

  /**
   * Sets the clock of the log's own records (opened, recovered, closed, unknown outcomes), of
   * rotation and of retention. The records of calls bring their own time.
   *
   * @param value the clock
   * @return changed options
   */
  public AuditOptions withClock(Clock value) {
    Values changed = values.copy();
    changed.clock = value;
    return new AuditOptions(changed);
  }

  /**
   * Signs the checkpoints. Without a signer they are unsigned, and a verifier says so.
   *
   * @param value who signs; the name of its key is the name of the log
   * @return changed options
   */
  public AuditOptions withSigner(CheckpointSigner value) {
    Values changed = values.copy();
    changed.signer = value;
    return new AuditOptions(changed);
  }

  /**
   * Shows checkpoints to witnesses: once when the log is opened, then at most once an interval, and
   * when it is closed. A witness that fails or is slow never holds up a call; the log's status and
   * an event say so.
   *
   * @param value the witnesses
   * @param interval the least time between two checkpoints that a witness is shown, positive
   * @return changed options
   */
  public AuditOptions withWitnesses(List<CheckpointWitness> value, Duration interval) {
    Values changed = values.copy();
    changed.witnesses = List.copyOf(value);
    changed.witnessEvery = positive(interval);
    return new AuditOptions(changed);
  }

  /**
   * Where the log says what its operator should know at once: that it failed, that a checkpoint
   * could not be signed, that a witness refused one.
   *
   * @param sink takes the events
   * @return changed options
   */
  public AuditOptions withEvents(EventSink sink) {
    Values changed = values.copy();
    changed.events = sink;
    return new AuditOptions(changed);
  }

  private static Duration positive(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("an interval of the log is positive");
    }
    return interval;
  }

  long segmentBytes() {
    return values.segmentBytes;
  }

  int queueCapacity() {
    return values.queueCapacity;
  }

  Duration forceEvery() {
    return values.forceEvery;
  }

  Duration checkpointEvery() {
    return values.checkpointEvery;
  }

  Duration rotateEvery() {
    return values.rotateEvery;
  }

  @Nullable Duration retention() {
    return values.retention;
  }

  Clock clock() {
    return values.clock;
  }

  @Nullable CheckpointSigner signer() {
    return values.signer;
  }

  List<CheckpointWitness> witnesses() {
    return values.witnesses;
  }

  Duration witnessEvery() {
    return values.witnessEvery;
  }

  EventSink events() {
    return values.events;
  }
}
