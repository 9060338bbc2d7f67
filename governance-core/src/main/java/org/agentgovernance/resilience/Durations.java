package org.agentgovernance.resilience;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Checks durations of rules and writes times to wait. */
final class Durations {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  private Durations() {}

  static void check(String what, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(what + " is between PT0.001S and P1D, not " + value);
    }
    if (!value.equals(value.truncatedTo(ChronoUnit.MILLIS))) {
      throw new IllegalArgumentException(what + " is in whole milliseconds, not " + value);
    }
  }

  /** A time to wait, never too short: milliseconds below a second, else seconds or minutes. */
  static String text(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    long seconds = (millis + 999) / 1000;
    return seconds <= 120 ? seconds + " s" : (seconds + 59) / 60 + " min";
  }
}
