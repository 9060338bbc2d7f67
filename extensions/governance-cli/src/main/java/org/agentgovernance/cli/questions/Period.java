package org.agentgovernance.cli.questions;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A span of time, half open: the beginning belongs to it and the end does not.
 *
 * @param from the beginning, or null for the beginning of the log
 * @param to the end, or null for the end of the log
 */
public record Period(@Nullable Instant from, @Nullable Instant to) {
  /**
   * Checks that it is not empty.
   *
   * @throws IllegalArgumentException when it ends before it begins
   */
  public Period {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new IllegalArgumentException("the period ends before it begins");
    }
  }

  /**
   * Reads a date, which is midnight UTC, or an instant in ISO 8601.
   *
   * @param text the text, or null
   * @return the instant, or null
   * @throws IllegalArgumentException when it is neither
   */
  public static @Nullable Instant instant(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return text.length() <= 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "give a date such as 2026-01-31 or an instant such as 2026-01-31T09:30:00Z", e);
    }
  }

  boolean contains(Instant at) {
    return (from == null || !at.isBefore(from)) && (to == null || at.isBefore(to));
  }

  /** How it is written in reports. */
  @Override
  public String toString() {
    return (from == null ? "the beginning of the log" : from)
        + " to "
        + (to == null ? "the end of the log" : to);
  }
}
