package org.agentgovernance.audit;

import java.time.Clock;
import java.time.Duration;

/** How an {@link AuditLog} writes. Immutable; each method gives changed options. */
public final class AuditOptions {
  private static final long MIN_SEGMENT_BYTES = 1024;
  private static final AuditOptions DEFAULTS =
      new AuditOptions(64L << 20, 16_384, Duration.ofSeconds(1), Clock.systemUTC());

  private final long segmentBytes;
  private final int queueCapacity;
  private final Duration forceEvery;
  private final Clock clock;

  private AuditOptions(long segmentBytes, int queueCapacity, Duration forceEvery, Clock clock) {
    this.segmentBytes = segmentBytes;
    this.queueCapacity = queueCapacity;
    this.forceEvery = forceEvery;
    this.clock = clock;
  }

  /**
   * Segments of 64 MiB, 16,384 waiting records, a force each second, the system's clock.
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
    return new AuditOptions(bytes, queueCapacity, forceEvery, clock);
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
    return new AuditOptions(segmentBytes, records, forceEvery, clock);
  }

  /**
   * Sets how long a record that nobody waits for may stay unforced.
   *
   * @param interval positive
   * @return changed options
   */
  public AuditOptions withForceEvery(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("the interval between two forces is positive");
    }
    return new AuditOptions(segmentBytes, queueCapacity, interval, clock);
  }

  /**
   * Sets the clock of the log's own records (opened, recovered, closed, unknown outcomes). The
   * records of calls bring their own time.
   *
   * @param value the clock
   * @return changed options
   */
  public AuditOptions withClock(Clock value) {
    return new AuditOptions(segmentBytes, queueCapacity, forceEvery, value);
  }

  long segmentBytes() {
    return segmentBytes;
  }

  int queueCapacity() {
    return queueCapacity;
  }

  Duration forceEvery() {
    return forceEvery;
  }

  Clock clock() {
    return clock;
  }
}
