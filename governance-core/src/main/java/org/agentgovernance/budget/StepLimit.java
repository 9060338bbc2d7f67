package org.agentgovernance.budget;

import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/** How many calls may run in a session, and who says so: null when nobody does. */
record StepLimit(int maxSteps, @Nullable RuleRef ref) {
  static final StepLimit NONE = new StepLimit(Integer.MAX_VALUE, null);
}
