package org.agentgovernance.resilience;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.agentgovernance.call.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A tool's {@code retry}: how often, how soon and after what the same call is made again. Only for
 * tools that are declared idempotent. Immutable.
 *
 * <p>Pauses grow: before the second try at most {@code backoff}, before each further one at most
 * twice as much, never more than {@code maxBackoff}. Within that the pause is drawn evenly from
 * nothing to the most ("full jitter"), so that calls that failed together do not come back
 * together.
 *
 * @param attempts the most tries, the first included, 2 to 10
 * @param backoff the most that is waited before the second try: whole milliseconds, at most a day
 * @param maxBackoff the most that is ever waited, at least {@code backoff}
 * @param within how long after the start of the first try another one may still begin
 * @param on the ways to end after which another try is made: failed, timed out, or both
 */
public record RetryRule(
    int attempts, Duration backoff, Duration maxBackoff, Duration within, Set<Outcome.Kind> on) {
  /** The most tries, the first included. */
  public static final int MOST = 10;

  private static final Set<Outcome.Kind> FAILURES =
      EnumSet.of(Outcome.Kind.FAILED, Outcome.Kind.TIMED_OUT);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException when a value is outside what is described above; the message
   *     says which and names no place
   */
  public RetryRule {
    on = Set.copyOf(on);
    if (attempts < 2 || attempts > MOST) {
      throw new IllegalArgumentException(
          "a retry's attempts are 2 to " + MOST + ", the first included, not " + attempts);
    }
    Durations.check("a retry's backoff", backoff);
    Durations.check("a retry's maxBackoff", maxBackoff);
    Durations.check("a retry's within", within);
    if (maxBackoff.compareTo(backoff) < 0) {
      throw new IllegalArgumentException("a retry's maxBackoff is at least its backoff");
    }
    if (on.isEmpty() || !FAILURES.containsAll(on)) {
      throw new IllegalArgumentException("a retry follows a failure or a timeout");
    }
  }

  /**
   * How long to wait before the next try.
   *
   * @param made how many tries were made, at least 1
   * @param ended how the last one ended
   * @param passed how long ago the first one began
   * @param random a number from 0 up to but not including 1
   * @return the pause, or null when no further try is to be made
   */
  public @Nullable Duration pause(int made, Outcome.Kind ended, Duration passed, double random) {
    if (made >= attempts || !on.contains(ended)) {
      return null;
    }
    long most = backoff.toMillis();
    for (int i = 1; i < made && most < maxBackoff.toMillis(); i++) {
      most *= 2;
    }
    most = Math.min(most, maxBackoff.toMillis());
    Duration pause = Duration.ofNanos((long) (most * 1e6 * random));
    return passed.plus(pause).compareTo(within) > 0 ? null : pause;
  }
}
