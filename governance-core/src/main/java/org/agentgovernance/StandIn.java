package org.agentgovernance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for the answer of a tool that gave none. Immutable.
 *
 * @param source where it comes from
 * @param value what stands in, in the model of {@link org.agentgovernance.json} or as the other
 *     tool returned it, or null when nothing does: the call in place of this one waits for a
 *     person, was refused, or gave no answer either
 * @param age how old the value is when it is an earlier answer, or null
 * @param instead what came of the call that was made in place of this one, or null when none was
 */
public record StandIn(
    Source source, @Nullable Object value, @Nullable Duration age, @Nullable CallResult instead) {
  /** Where something that stands in comes from. */
  public enum Source {
    /** A constant of the manifest. */
    VALUE,
    /** The tool's last good answer to the same call. */
    LAST_GOOD,
    /** Another tool. */
    TOOL
  }

  /** What the model is told of it, or null when there is nothing to tell. */
  @Nullable String forModel() {
    Object stands = value;
    if (stands == null) {
      return instead == null || instead.pending().isEmpty()
          ? null
          : "Another tool was called in its place. " + instead.forModel();
    }
    return how() + ": " + CallResult.textOf(stands);
  }

  private String how() {
    Duration old = age;
    String aged = old == null ? "" : ", " + words(old) + " old";
    return switch (source) {
      case VALUE -> "This stands in for it";
      case LAST_GOOD -> "This is its last answer to the same call" + aged;
      case TOOL -> "Another tool answered in its place" + aged;
    };
  }

  /** What the operator is told of it; never the value. */
  String forOperator() {
    String other =
        instead == null
            ? ""
            : "call " + instead.callId() + " in its place: " + instead.forOperator();
    if (value == null || source == Source.TOOL) {
      return other;
    }
    Duration old = age;
    String used =
        source == Source.VALUE || old == null
            ? "the declared value stands in"
            : "its last good answer stands in, " + words(old) + " old";
    return other.isEmpty() ? used : other + "; " + used;
  }

  private static String words(Duration age) {
    long seconds = age.toSeconds();
    if (seconds < 120) {
      return seconds == 1 ? "1 second" : seconds + " seconds";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + " minutes";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + " hours" : seconds / 86_400 + " days";
  }

  /** Where it comes from; never the value. */
  @Override
  public String toString() {
    return "StandIn[" + source + "]";
  }
}
