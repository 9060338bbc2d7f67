package org.agentgovernance.catalog;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One difference between a reviewed descriptor and another one. Its values are the tool's own words
 * and may be hostile: never show them to a model, and escape them for people.
 *
 * @param pointer where, as a JSON Pointer of RFC 6901; empty for the whole
 * @param kind what happened there
 * @param before the reviewed value; null when it was added, and for the JSON literal {@code null}
 * @param after the other value; null when it was removed, and for the JSON literal {@code null}
 */
public record DescriptorChange(
    String pointer, Kind kind, @Nullable Object before, @Nullable Object after) {
  /** What happened to a value. */
  public enum Kind {
    /** It was not there when the tool was reviewed. */
    ADDED,
    /** It is not there any more. */
    REMOVED,
    /** It is another value. */
    CHANGED;

    /** The word in messages. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
