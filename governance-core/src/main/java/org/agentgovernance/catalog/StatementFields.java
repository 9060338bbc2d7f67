package org.agentgovernance.catalog;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fields that a trust root and a catalogue have in common. */
final class StatementFields {
  private static final Pattern TIME =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z");

  private StatementFields() {}

  /** A time of RFC 3339 in UTC, or null for anything else. */
  static @Nullable Instant instant(@Nullable Object value) {
    if (!(value instanceof String text) || text.length() > 30 || !TIME.matcher(text).matches()) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
