package org.agentgovernance.condition;

/** How long and how deep an expression may be. */
record ParseLimits(int maxLength, int maxDepth) {
  static final ParseLimits DEFAULT = new ParseLimits(10_000, 100);
}
