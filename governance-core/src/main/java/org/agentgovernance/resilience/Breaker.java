package org.agentgovernance.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * One tool's breaker: the state machine of resilience4j, with what it does not offer by itself: a
 * look that changes nothing, and settlements that count only for the state they were admitted in.
 */
final class Breaker {
  private final CircuitBreaker machine;
  private final Clock clock;

  /** When an open breaker lets a call through; set when it opens. */
  private volatile long openUntil;

  /** Whether the one call of the half-open state is under way. */
  private volatile boolean probing;

  Breaker(String tool, BreakerRule rule, Clock clock) {
    this.clock = new MillisClock(clock);
    long open = rule.open().toMillis();
    this.machine =
        CircuitBreaker.of(
            tool,
            CircuitBreakerConfig.custom()
                .failureRateThreshold((float) (rule.failureRate() * 100))
                .slidingWindow(
                    rule.window(),
                    rule.window(),
                    SlidingWindowType.COUNT_BASED,
                    SlidingWindowSynchronizationStrategy.SYNCHRONIZED)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(attempts -> opens(open))
                .clock(this.clock)
                .build());
  }

  /** Whether a call would be let through. Changes nothing. */
  boolean wouldAdmit() {
    return switch (machine.getState()) {
      case CLOSED -> true;
      case OPEN -> clock.millis() >= openUntil;
      default -> !probing;
    };
  }

  /** Lets a call through, or returns null. */
  @Nullable Admission tryAdmit() {
    if (!machine.tryAcquirePermission()) {
      return null;
    }
    boolean probe = machine.getState() == State.HALF_OPEN;
    if (probe) {
      probing = true;
    }
    return new Admission(this, machine.getMetrics(), probe);
  }

  /** How long until a call is let through, as far as that depends on time; otherwise 0. */
  long millisToWait() {
    return machine.getState() == State.OPEN ? Math.max(openUntil - clock.millis(), 0) : 0;
  }

  /** The state in words, for instance {@code closed, 2 of 20 failed}. */
  String text() {
    return now().text();
  }

  /** How it stands at this moment. */
  Standing now() {
    CircuitBreaker.Metrics metrics = machine.getMetrics();
    return new Standing(
        machine.getState(),
        metrics.getNumberOfFailedCalls(),
        metrics.getNumberOfBufferedCalls(),
        millisToWait(),
        probing);
  }

  /** How a breaker stood at one moment; put into words when somebody reads it. */
  record Standing(State state, int failed, int calls, long millisToWait, boolean probing)
      implements Facts {
    String text() {
      return switch (state) {
        case CLOSED -> "closed, " + counts();
        case OPEN ->
            millisToWait == 0
                ? "half-open, lets one call through"
                : "open, "
                    + counts()
                    + ", lets one call through in "
                    + Durations.text(millisToWait);
        default -> probing ? "half-open, one call under way" : "half-open, lets one call through";
      };
    }

    private String counts() {
      return failed + " of " + calls + " failed";
    }

    @Override
    public Map<String, String> texts() {
      return Map.of(BreakerControl.ID, text());
    }
  }

  /** The machine asks as it opens. It lets calls through strictly after the time it is given. */
  private long opens(long open) {
    openUntil = clock.millis() + open;
    return open - 1;
  }

  /**
   * A call that was let through. The metrics belong to one stretch of the machine's life, so they
   * tell whether the machine has moved on since.
   */
  record Admission(Breaker breaker, CircuitBreaker.Metrics stretch, boolean probe)
      implements Reservation {
    /** How the breaker stands with this call under way, and once it was settled. */
    @Override
    public Facts facts() {
      return breaker.now();
    }

    @Override
    public void settle(Outcome outcome) {
      if (breaker.machine.getMetrics() != stretch) {
        return;
      }
      if (probe) {
        breaker.probing = false;
      }
      switch (outcome.kind()) {
        case SUCCEEDED -> breaker.machine.onSuccess(0, TimeUnit.NANOSECONDS);
        case FAILED, TIMED_OUT ->
            breaker.machine.onError(0, TimeUnit.NANOSECONDS, new ToolFailure());
        case CANCELLED, NOT_RUN -> breaker.machine.releasePermission();
      }
    }
  }

  /** Stands for every failure: what a tool throws must not reach a library's log. */
  private static final class ToolFailure extends Exception {
    private static final long serialVersionUID = 1L;

    ToolFailure() {
      super("tool failed", null, false, false);
    }
  }
}
