package org.agentgovernance.resilience;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rates in use, one limiter for each rule whatever number of tools share it, or one for each
 * tool, user or agent where the rule says so. Make one for a governor and keep it when the manifest
 * is loaded anew: a rule whose numbers stay goes on where it was. Safe for use by many threads.
 */
public final class RateLimits {
  private final ConcurrentHashMap<Terms, PermitSource> limiters = new ConcurrentHashMap<>();

  private record Terms(
      String id, int permits, long periodMillis, Set<Each> each, @Nullable String tool) {}

  /** Makes limits without any history. */
  public RateLimits() {}

  PermitSource limiter(String tool, RateRule rule) {
    Terms terms =
        new Terms(
            rule.id(),
            rule.permits(),
            rule.per().toMillis(),
            rule.each(),
            rule.each().contains(Each.TOOL) ? tool : null);
    return limiters.computeIfAbsent(terms, RateLimits::made);
  }

  private static PermitSource made(Terms terms) {
    return Who.matters(terms.each())
        ? new RatesApart(terms.each(), terms.permits(), terms.periodMillis())
        : new RateLimiter(terms.permits(), terms.periodMillis());
  }
}
