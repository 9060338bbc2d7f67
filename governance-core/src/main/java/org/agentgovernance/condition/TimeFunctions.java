package org.agentgovernance.condition;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The parts of timestamps and durations. */
final class TimeFunctions {
  private TimeFunctions() {}

  static Object apply(Function function, Object[] values) {
    if (values[0] instanceof Instant instant) {
      if (values.length == 1) {
        return Times.part(function, instant, ZoneOffset.UTC);
      }
      if (values[1] instanceof String name) {
        ZoneId zone = Times.zone(name);
        return Times.part(function, instant, zone);
      }
    }
    if (values[0] instanceof Duration duration && values.length == 1) {
      switch (function) {
        case GET_HOURS:
        case GET_MINUTES:
        case GET_SECONDS:
        case GET_MILLISECONDS:
          return Times.part(function, duration);
        default:
          break;
      }
    }
    throw CallNode.noOverload(function, values);
  }
}
