package org.agentgovernance.audit;

import java.time.Instant;

/**
 * Writes times as {@code 2026-11-20T10:00:00.000Z}, always with milliseconds. Remembers the last
 * second, since most records follow one another closely. Used by one thread.
 */
final class Timestamps {
  private long second = Long.MIN_VALUE;
  private String prefix = "";

  String format(long millis) {
    long now = Math.floorDiv(millis, 1000L);
    if (now != second) {
      String text = Instant.ofEpochSecond(now).toString();
      prefix = text.substring(0, text.length() - 1);
      second = now;
    }
    int rest = (int) Math.floorMod(millis, 1000L);
    StringBuilder out = new StringBuilder(28).append(prefix).append('.');
    if (rest < 100) {
      out.append('0');
    }
    if (rest < 10) {
      out.append('0');
    }
    return out.append(rest).append('Z').toString();
  }
}
