package org.agentgovernance.resilience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one breaker stands. Immutable.
 *
 * @param tool the tool that it guards
 * @param user the user whose calls it counts, or null when it counts those of all
 * @param agent the agent whose calls it counts, or null when it counts those of all
 * @param state how it stands
 * @param failed how many of the calls that it looks at failed
 * @param calls how many calls it looks at
 * @param until until when an open one rests; null when it is not open
 */
public record BreakerStatus(
    String tool,
    @Nullable String user,
    @Nullable String agent,
    State state,
    int failed,
    int calls,
    @Nullable Instant until) {
  /** The states of a breaker. */
  public enum State {
    /** Calls go through. */
    CLOSED("closed"),
    /** Calls are denied: the tool rests, or waits for an operator. */
    OPEN("open"),
    /** The rest is over and one trial may show whether the tool works. */
    HALF_OPEN("half_open");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /**
     * The state's name in events and gauges.
     *
     * @return closed, open or half_open
     */
    public String word() {
      return word;
    }
  }
}
