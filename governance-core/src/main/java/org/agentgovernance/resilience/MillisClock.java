package org.agentgovernance.resilience;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** A clock whose instants are as coarse as its milliseconds, so that both compare exactly. */
final class MillisClock extends Clock {
  private final Clock clock;

  MillisClock(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new MillisClock(clock.withZone(zone));
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(clock.millis());
  }

  @Override
  public long millis() {
    return clock.millis();
  }
}
