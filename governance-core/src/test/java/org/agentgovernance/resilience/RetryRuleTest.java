package org.agentgovernance.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.agentgovernance.call.Outcome;
import org.junit.jupiter.api.Test;

class RetryRuleTest {
  private static final Set<Outcome.Kind> BOTH = Set.of(Outcome.Kind.FAILED, Outcome.Kind.TIMED_OUT);

  private static RetryRule rule(int attempts, int backoff, int most, int within) {
    return new RetryRule(
        attempts,
        Duration.ofMillis(backoff),
        Duration.ofMillis(most),
        Duration.ofMillis(within),
        BOTH);
  }

  /** Whatever the numbers: so many tries, each pause within its bound, none begun too late. */
  @Property(tries = 1000)
  void everyHistoryIsBounded(
      @ForAll @IntRange(min = 2, max = 10) int attempts,
      @ForAll @IntRange(min = 1, max = 1000) int backoff,
      @ForAll @IntRange(min = 1, max = 100) int factor,
      @ForAll @IntRange(min = 1, max = 100_000) int within,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random,
      @ForAll @IntRange(min = 0, max = 5000) int eachTakes) {
    RetryRule rule = rule(attempts, backoff, backoff * factor, within);
    Duration passed = Duration.ofMillis(eachTakes);
    int made = 1;
    while (true) {
      Duration pause = rule.pause(made, Outcome.Kind.FAILED, passed, random);
      if (pause == null) {
        break;
      }
      long most = Math.min((long) backoff << (made - 1), (long) backoff * factor);
      assertThat(pause).isBetween(Duration.ZERO, Duration.ofMillis(most));
      passed = passed.plus(pause);
      assertThat(passed).isLessThanOrEqualTo(Duration.ofMillis(within));
      passed = passed.plusMillis(eachTakes);
      made++;
    }
    assertThat(made).isLessThanOrEqualTo(attempts);
    if (within > passed.toMillis() + (long) backoff * factor) {
      assertThat(made).as("nothing but the number of tries ended it").isEqualTo(attempts);
    }
  }

  @Test
  void thePauseDoublesAndIsDrawnFromAllOfIt() {
    RetryRule rule = rule(10, 200, 5000, 60_000);
    long[] most = {200, 400, 800, 1600, 3200, 5000, 5000};
    for (int made = 1; made <= most.length; made++) {
      assertThat(rule.pause(made, Outcome.Kind.FAILED, Duration.ZERO, 0.5))
          .isEqualTo(Duration.ofMillis(most[made - 1] / 2));
      assertThat(rule.pause(made, Outcome.Kind.FAILED, Duration.ZERO, 0)).isEqualTo(Duration.ZERO);
    }
  }

  @Test
  void followsOnlyWhatItIsDeclaredFor() {
    RetryRule rule =
        new RetryRule(
            3,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Set.of(Outcome.Kind.TIMED_OUT));
    for (Outcome.Kind kind : Outcome.Kind.values()) {
      assertThat(rule.pause(1, kind, Duration.ZERO, 0) != null)
          .isEqualTo(kind == Outcome.Kind.TIMED_OUT);
    }
  }
}
