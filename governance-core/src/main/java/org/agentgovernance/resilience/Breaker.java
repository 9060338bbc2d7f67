package org.agentgovernance.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * One tool's breaker: the state machine of resilience4j, with what it does not offer by itself: a
 * look that changes nothing, settlements that count only for the state they were admitted in, and
 * trials by another tool.
 */
final class Breaker {
  /** Longer than anything runs: a breaker that others try leaves its rest only by their word. */
  private static final long NEVER = Duration.ofDays(36_500).toMillis();

  private final CircuitBreaker machine;
  private final BreakerRule rule;
  private final Clock clock;
  private final BreakerEvents events;

  /** When a trial may begin; set when the breaker opens. */
  private volatile long openUntil;

  /** Whether the one call of the half-open state is under way. */
  private volatile boolean probing;

  /** What the machine counted by when its window was last seen full. */
  private volatile CircuitBreaker.@Nullable Metrics full;

  /**
   * Set as the machine opens, for whoever has made it open to tell. Its own events are not used:
   * with a listener it makes one for each call.
   */
  private final AtomicBoolean opened = new AtomicBoolean();

  Breaker(String tool, BreakerRule rule, Clock clock, BreakerEvents events) {
    this.clock = new MillisClock(clock);
    this.rule = rule;
    this.events = events;
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
                .waitIntervalFunctionInOpenState(attempts -> opens())
                .clock(this.clock)
                .build());
  }

  /** Whether a call would be let through. Changes nothing. */
  boolean wouldAdmit() {
    return switch (machine.getState()) {
      case CLOSED -> true;
      case OPEN -> rule.trial().itself() && rested();
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
      events.moved(BreakerStatus.State.HALF_OPEN, status());
    }
    return new Admission(this, machine.getMetrics(), probe);
  }

  /** A call of the tool that tries this one out is about to run; null when there is no need. */
  @Nullable Reservation tryOut() {
    CircuitBreaker.Metrics stretch;
    synchronized (this) {
      if (machine.getState() != State.OPEN || !rested() || probing) {
        return null;
      }
      probing = true;
      stretch = machine.getMetrics();
    }
    events.moved(BreakerStatus.State.HALF_OPEN, status());
    return outcome -> tried(stretch, outcome);
  }

  private void tried(CircuitBreaker.Metrics stretch, Outcome outcome) {
    synchronized (this) {
      if (machine.getState() != State.OPEN || machine.getMetrics() != stretch) {
        return;
      }
      probing = false;
      switch (outcome.kind()) {
        case SUCCEEDED -> machine.transitionToClosedState();
        case FAILED, TIMED_OUT -> {
          openUntil = clock.millis() + rule.open().toMillis();
          opened.set(true);
        }
        case CANCELLED, NOT_RUN -> {} // says nothing; the next call of that tool tries
      }
    }
    if (outcome.kind() == Outcome.Kind.SUCCEEDED) {
      events.moved(BreakerStatus.State.CLOSED, status());
    }
    tellIfOpened();
  }

  private void tellIfOpened() {
    if (opened.compareAndSet(true, false)) {
      events.moved(BreakerStatus.State.OPEN, status());
    }
  }

  /** Closes it whatever it knows; false when it was closed. */
  boolean reset() {
    synchronized (this) {
      if (machine.getState() == State.CLOSED) {
        return false;
      }
      probing = false;
      machine.transitionToClosedState();
    }
    events.moved(BreakerStatus.State.CLOSED, status());
    return true;
  }

  /** Whether it knows nothing that would be lost with it. */
  boolean unused() {
    return machine.getState() == State.CLOSED && machine.getMetrics().getNumberOfFailedCalls() == 0;
  }

  /** How long until a trial, as far as that depends on time; otherwise 0. */
  long millisToWait() {
    return machine.getState() == State.OPEN ? Math.max(openUntil - clock.millis(), 0) : 0;
  }

  private boolean rested() {
    return clock.millis() >= openUntil;
  }

  BreakerStatus status() {
    CircuitBreaker.Metrics metrics = machine.getMetrics();
    BreakerStatus.State state = state();
    return events.status(
        state,
        metrics.getNumberOfFailedCalls(),
        metrics.getNumberOfBufferedCalls(),
        state == BreakerStatus.State.OPEN ? Instant.ofEpochMilli(openUntil) : null);
  }

  /** As a call would find it: once the rest is over, an open breaker with a trial is half-open. */
  private BreakerStatus.State state() {
    return switch (machine.getState()) {
      case CLOSED -> BreakerStatus.State.CLOSED;
      case OPEN ->
          rested() && (rule.trial().itself() || rule.trial().probe() != null)
              ? BreakerStatus.State.HALF_OPEN
              : BreakerStatus.State.OPEN;
      default -> BreakerStatus.State.HALF_OPEN;
    };
  }

  /** The state in words, for instance {@code closed, 2 of 20 failed}. */
  String text() {
    return now().text();
  }

  /** How it stands at this moment. */
  BreakerStanding now() {
    CircuitBreaker.Metrics metrics = machine.getMetrics();
    return new BreakerStanding(
        rule.trial(),
        machine.getState(),
        metrics.getNumberOfFailedCalls(),
        calls(metrics),
        millisToWait(),
        probing);
  }

  /** How many calls it knows; a window once full stays so, and need not be locked to be asked. */
  private int calls(CircuitBreaker.Metrics stretch) {
    if (stretch == full) {
      return rule.window();
    }
    int calls = stretch.getNumberOfBufferedCalls();
    if (calls == rule.window()) {
      full = stretch;
    }
    return calls;
  }

  /** The machine asks as it opens. It lets calls through strictly after the time it is given. */
  private long opens() {
    openUntil = clock.millis() + rule.open().toMillis();
    opened.set(true);
    return rule.trial().itself() ? rule.open().toMillis() - 1 : NEVER;
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
        case SUCCEEDED -> {
          breaker.machine.onSuccess(0, TimeUnit.NANOSECONDS);
          if (probe) {
            breaker.events.moved(BreakerStatus.State.CLOSED, breaker.status());
          }
          breaker.tellIfOpened(); // a success can fill a window of failures
        }
        case FAILED, TIMED_OUT -> {
          breaker.machine.onError(0, TimeUnit.NANOSECONDS, new ToolFailure());
          breaker.tellIfOpened();
        }
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
