package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.resilience.ConcurrencyRule;
import org.agentgovernance.resilience.Each;
import org.jspecify.annotations.Nullable;

/** Reads one {@code concurrency}, of a tool or of the manifest. */
final class CapSection {
  private static final int USUAL_WAITING = 100;

  private CapSection() {}

  static ManifestModel.Cap read(Section s, List<String> tools, Set<Each> allowed, RuleRef ref) {
    Integer permits = s.count("permits", 1, ConcurrencyRule.MOST);
    if (!s.has("permits")) {
      s.problem("permits", "needs \"permits\": how many calls may run at once");
    }
    Duration queue = s.shortDuration("queue");
    Integer most = s.count("maxWaiting", 1, ConcurrencyRule.MOST);
    if (most != null && !s.has("queue")) {
      s.problem("maxWaiting", "needs \"queue\", how long a call waits; without it none does");
    }
    return new ManifestModel.Cap(
        tools,
        permits == null ? 1 : permits,
        ToolLimits.each(s, allowed),
        queue == null ? Duration.ZERO : queue,
        waiting(queue, most),
        ref);
  }

  private static int waiting(@Nullable Duration queue, @Nullable Integer most) {
    if (queue == null) {
      return 0;
    }
    return most == null ? USUAL_WAITING : most;
  }
}
