package org.agentgovernance.resilience;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agentgovernance.interceptor.EventSink;

/**
 * The breakers in use, one for each tool, or for each tool and user where the rule says so. Make
 * one for a governor and keep it when the manifest is loaded anew: a breaker whose numbers stay
 * goes on where it was. Safe for use by many threads; nothing blocks.
 */
public final class Breakers {
  private final Clock clock;
  private final EventSink events;
  private final ConcurrentHashMap<Terms, BreakerSet> sets = new ConcurrentHashMap<>();

  private record Terms(
      String tool,
      double failureRate,
      int window,
      long openMillis,
      Set<Each> each,
      BreakerRule.Trial trial) {}

  /**
   * Makes breakers without any history that tell nobody when they open.
   *
   * @param clock what tells how long a breaker has been open; the clock of the sessions
   */
  public Breakers(Clock clock) {
    this(clock, EventSink.none());
  }

  /**
   * Makes breakers without any history.
   *
   * @param clock what tells how long a breaker has been open; the clock of the sessions
   * @param events who is told when a breaker opens, is tried and closes
   */
  public Breakers(Clock clock, EventSink events) {
    this.clock = clock;
    this.events = events;
  }

  BreakerSet of(String tool, BreakerRule rule) {
    Terms terms =
        new Terms(
            tool,
            rule.failureRate(),
            rule.window(),
            rule.open().toMillis(),
            rule.each(),
            rule.trial());
    return sets.computeIfAbsent(terms, t -> new BreakerSet(tool, rule, clock, events));
  }

  /**
   * How all breakers stand. A breaker that counts for each user is there once for each who has
   * called the tool, and not before anybody has.
   *
   * @return a snapshot, by the tool's name
   */
  public List<BreakerStatus> states() {
    List<BreakerStatus> states = new ArrayList<>();
    sets.values().forEach(set -> set.each(breaker -> states.add(breaker.status())));
    states.sort((a, b) -> a.tool().compareTo(b.tool()));
    return List.copyOf(states);
  }

  /**
   * Closes every breaker of a tool, whatever it knows. Only an operator should have this done.
   *
   * @param tool the tool's name in the manifest
   * @return how many were not closed before
   */
  public int reset(String tool) {
    int[] closed = new int[1];
    sets.forEach(
        (terms, set) -> {
          if (terms.tool().equals(tool)) {
            set.each(breaker -> closed[0] += breaker.reset() ? 1 : 0);
          }
        });
    return closed[0];
  }
}
