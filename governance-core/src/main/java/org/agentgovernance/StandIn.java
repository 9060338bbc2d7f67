package org.agentgovernance;

import org.agentgovernance.manifest.ToolPolicy;
import org.jspecify.annotations.Nullable;

/** What the manifest declares to stand in for an answer of one tool that cannot be used. */
final class StandIn {
  private final @Nullable Object value;

  StandIn(ToolPolicy policy) {
    this.value = policy.fallback();
  }

  /** The same result, with what stands in for the answer if it has none. */
  CallResult after(CallResult result) {
    return value != null && result.unanswered() ? result.standingIn(value) : result;
  }
}
