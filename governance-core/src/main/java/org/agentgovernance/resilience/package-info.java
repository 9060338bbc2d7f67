/**
 * What protects a tool from the agent's zeal and the agent from a failing tool: rates and caps that
 * several tools may share, a circuit breaker for each tool, and when a failed call is made again.
 * Rates and breakers run on the session's or an injected clock, so a recorded run is decided as it
 * was; what is really waited for is real time.
 */
@NullMarked
package org.agentgovernance.resilience;

import org.jspecify.annotations.NullMarked;
