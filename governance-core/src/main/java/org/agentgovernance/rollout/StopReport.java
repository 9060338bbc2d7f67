package org.agentgovernance.rollout;

import java.time.Duration;

/**
 * How a stop went. Immutable.
 *
 * @param order the order's id
 * @param neverStarted calls that were about to start their tool and did not; what they had reserved
 *     was given back
 * @param ended calls whose tool was running and ended within the time: by its interrupt, by the
 *     cancellation of the stage it had returned, or by itself. Whether it took effect is not known
 * @param stillRunning calls whose tool ignores both and runs on. Its result is ignored, and whether
 *     it takes effect is not known
 * @param toLastStart from the order until no tool could start any more
 * @param toLastCall from the order until the last of the calls had ended for its caller
 * @param toLastTool from the order until the last tool had ended or was given up
 */
public record StopReport(
    String order,
    int neverStarted,
    int ended,
    int stillRunning,
    Duration toLastStart,
    Duration toLastCall,
    Duration toLastTool) {}
