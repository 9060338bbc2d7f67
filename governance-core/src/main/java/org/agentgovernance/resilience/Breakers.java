package org.agentgovernance.resilience;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The breakers in use, one for each tool. Make one for a governor and keep it when the manifest is
 * loaded anew: a breaker whose numbers stay goes on where it was. Safe for use by many threads.
 */
public final class Breakers {
  private final Clock clock;
  private final ConcurrentHashMap<Terms, Breaker> breakers = new ConcurrentHashMap<>();

  private record Terms(String tool, double failureRate, int window, long openMillis) {}

  /**
   * Makes breakers without any history.
   *
   * @param clock what tells how long a breaker has been open; the clock of the sessions
   */
  public Breakers(Clock clock) {
    this.clock = clock;
  }

  Breaker breaker(String tool, BreakerRule rule) {
    Terms terms = new Terms(tool, rule.failureRate(), rule.window(), rule.open().toMillis());
    return breakers.computeIfAbsent(terms, t -> new Breaker(tool, rule, clock));
  }
}
