package org.agentgovernance.audit;

import java.time.Duration;

/**
 * What a sink may cost. Immutable.
 *
 * <p>A required sink denies calls: when it has failed and not recovered, when its queue is full,
 * and when it does not confirm within {@code maxWait} a record that must be durable before a tool
 * runs. A sink at best effort never delays a call: what finds no place in its queue is dropped and
 * counted.
 *
 * @param required whether calls are denied without it
 * @param queueCapacity how many records may wait, at least 1
 * @param maxWait how long a call with a durable intent waits at most for a required sink, positive.
 *     Other calls never wait
 * @param retryEvery how long to wait after a failure before the batch is tried again, positive
 */
public record SinkPolicy(
    boolean required, int queueCapacity, Duration maxWait, Duration retryEvery) {
  private static final int CAPACITY = 8192;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Checks the bounds. */
  public SinkPolicy {
    if (queueCapacity < 1) {
      throw new IllegalArgumentException("a queue holds at least one record");
    }
    if (maxWait.isZero() || maxWait.isNegative()) {
      throw new IllegalArgumentException("a call waits for a positive time");
    }
    if (retryEvery.isZero() || retryEvery.isNegative()) {
      throw new IllegalArgumentException("a sink is tried again after a positive time");
    }
  }

  /**
   * A sink without which nothing runs: 8,192 waiting records, calls wait up to two seconds.
   *
   * @return the policy
   */
  public static SinkPolicy mustTake() {
    return new SinkPolicy(true, CAPACITY, SECOND.multipliedBy(2), SECOND);
  }

  /**
   * A sink that gets what it can take: 8,192 waiting records, nobody waits.
   *
   * @return the policy
   */
  public static SinkPolicy bestEffort() {
    return new SinkPolicy(false, CAPACITY, SECOND, SECOND);
  }

  /**
   * Changes how many records may wait.
   *
   * @param records at least 1
   * @return a changed policy
   */
  public SinkPolicy withQueueCapacity(int records) {
    return new SinkPolicy(required, records, maxWait, retryEvery);
  }

  /**
   * Changes how long a call waits at most.
   *
   * @param time positive
   * @return a changed policy
   */
  public SinkPolicy withMaxWait(Duration time) {
    return new SinkPolicy(required, queueCapacity, time, retryEvery);
  }

  /**
   * Changes how long to wait after a failure.
   *
   * @param time positive
   * @return a changed policy
   */
  public SinkPolicy withRetryEvery(Duration time) {
    return new SinkPolicy(required, queueCapacity, maxWait, time);
  }
}
