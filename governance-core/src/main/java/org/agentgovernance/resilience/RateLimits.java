package org.agentgovernance.resilience;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The rates in use, one limiter for each rule whatever number of tools share it. Make one for a
 * governor and keep it when the manifest is loaded anew: a rule whose numbers stay goes on where it
 * was. Safe for use by many threads.
 */
public final class RateLimits {
  private final ConcurrentHashMap<Terms, RateLimiter> limiters = new ConcurrentHashMap<>();

  private record Terms(String id, int permits, long periodMillis) {}

  /** Makes limits without any history. */
  public RateLimits() {}

  RateLimiter limiter(RateRule rule) {
    Terms terms = new Terms(rule.id(), rule.permits(), rule.per().toMillis());
    return limiters.computeIfAbsent(terms, t -> new RateLimiter(t.permits(), t.periodMillis()));
  }
}
