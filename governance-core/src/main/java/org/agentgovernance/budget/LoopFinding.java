package org.agentgovernance.budget;

import java.util.List;
import org.agentgovernance.decision.ReasonCode;

/**
 * What a session repeats.
 *
 * @param code which limit it has reached
 * @param times how often it was done, which is the limit
 * @param tools the tools of what is repeated, in order
 */
record LoopFinding(ReasonCode code, int times, List<String> tools) {}
