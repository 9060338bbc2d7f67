/**
 * What protects a tool from the agent's zeal and the agent from a failing tool: rates that several
 * tools may share, and a circuit breaker for each tool. Both run on the session's or an injected
 * clock, so a recorded run is decided as it was.
 */
@NullMarked
package org.agentgovernance.resilience;

import org.jspecify.annotations.NullMarked;
