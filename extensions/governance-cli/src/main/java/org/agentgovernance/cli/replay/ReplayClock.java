package org.agentgovernance.cli.replay;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Shows the time of the last line that had one. It never goes back: a line that is earlier than one
 * before it leaves the clock where it is. Used by many threads, set by one.
 */
final class ReplayClock extends Clock {
  private volatile Instant now;

  ReplayClock(Instant start) {
    this.now = start;
  }

  /** Returns false when the time is earlier than the clock, which then stays. */
  boolean advance(Instant to) {
    if (to.isBefore(now)) {
      return false;
    }
    now = to;
    return true;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** The same clock: a replay has no zones. */
  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
