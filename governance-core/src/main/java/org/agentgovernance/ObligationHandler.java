package org.agentgovernance;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Obligation;

/** Carries out one kind of obligation directly before a permitted call runs. Must not block. */
@FunctionalInterface
public interface ObligationHandler {
  /**
   * Carries it out.
   *
   * @param obligation what a control asked for
   * @param call the permitted call
   * @param context whose session it is
   * @return true when it is done; false, or an exception, denies the call
   */
  boolean discharge(Obligation obligation, ToolCall call, CallContext context);
}
