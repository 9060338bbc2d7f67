package org.agentgovernance.resilience;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The slots in use, for each rule whatever number of tools share it, or for each tool, user or
 * agent where the rule says so. Make one for a governor and keep it when the manifest is loaded
 * anew. Safe for use by many threads.
 */
public final class ConcurrencyLimits {
  private final ConcurrentHashMap<Terms, SlotSet> sets = new ConcurrentHashMap<>();

  private record Terms(
      String id,
      int permits,
      Set<Each> each,
      Duration queue,
      int maxWaiting,
      @Nullable String tool) {}

  /** Makes limits in which nothing runs yet. */
  public ConcurrencyLimits() {}

  SlotSet of(String tool, ConcurrencyRule rule) {
    Terms terms =
        new Terms(
            rule.id(),
            rule.permits(),
            rule.each(),
            rule.queue(),
            rule.maxWaiting(),
            rule.each().contains(Each.TOOL) ? tool : null);
    return sets.computeIfAbsent(terms, unused -> new SlotSet(rule));
  }
}
