package org.agentgovernance.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agentgovernance.testing.ManualClock;

/** The limiter beside the one of resilience4j, on the same clock: they give the same permits. */
class RateLimiterModelTest {
  @Property(tries = 500)
  void givesThePermitsOfResilience4j(
      @ForAll @IntRange(min = 1, max = 5) int permits,
      @ForAll @IntRange(min = 1, max = 50) int periodMillis,
      @ForAll @Size(max = 200) List<@IntRange(max = 30) Integer> pauses) {
    ManualClock clock = new ManualClock("1970-01-01T00:00:00Z");
    RateLimiter ours = new RateLimiter(permits, periodMillis);
    AtomicRateLimiter theirs =
        new AtomicRateLimiter(
            "theirs",
            RateLimiterConfig.custom()
                .limitForPeriod(permits)
                .limitRefreshPeriod(Duration.ofMillis(periodMillis))
                .timeoutDuration(Duration.ZERO)
                .build(),
            () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    AtomicRateLimiter.AtomicRateLimiterMetrics theirMetrics = theirs.getDetailedMetrics();

    for (int pause : pauses) {
      // Several calls at one moment, as often as time passes between two.
      clock.advance(Duration.ofMillis(Math.max(pause - 15, 0)));
      assertThat(ours.left(clock.millis())).isEqualTo(theirMetrics.getAvailablePermissions());
      boolean given = ours.tryAcquire(clock.millis()) != null;
      assertThat(given).isEqualTo(theirs.acquirePermission(1));
      if (!given) {
        assertThat(ours.millisToWait(clock.millis()))
            .isEqualTo(TimeUnit.NANOSECONDS.toMillis(theirMetrics.getNanosToWait()));
      }
    }
  }
}
