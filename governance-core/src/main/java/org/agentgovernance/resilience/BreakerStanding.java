package org.agentgovernance.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.util.Map;
import org.agentgovernance.interceptor.Facts;

/** How a breaker stood at one moment; put into words when somebody reads it. */
record BreakerStanding(
    BreakerRule.Trial trial, State state, int failed, int calls, long millisToWait, boolean probing)
    implements Facts {
  /** For instance {@code closed, 2 of 20 failed}. */
  String text() {
    return switch (state) {
      case CLOSED -> "closed, " + counts();
      case OPEN -> open();
      default -> halfOpen();
    };
  }

  private String open() {
    if (trial.itself()) {
      return millisToWait == 0
          ? halfOpen()
          : "open, " + counts() + ", lets one call through in " + Durations.text(millisToWait);
    }
    if (trial.probe() == null) {
      return "open, " + counts() + ", until an operator closes it";
    }
    if (millisToWait > 0) {
      return "open, "
          + counts()
          + ", tried by \""
          + trial.probe()
          + "\" in "
          + Durations.text(millisToWait);
    }
    return "half-open, until a call of \"" + trial.probe() + "\" succeeds";
  }

  private String halfOpen() {
    return probing ? "half-open, one call under way" : "half-open, lets one call through";
  }

  private String counts() {
    return failed + " of " + calls + " failed";
  }

  @Override
  public Map<String, String> texts() {
    return Map.of(BreakerControl.ID, text());
  }
}
