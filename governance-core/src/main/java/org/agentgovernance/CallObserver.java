package org.agentgovernance;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.interceptor.Wrapper;
import org.jspecify.annotations.Nullable;

/**
 * Watches calls from the outside, the denied ones too: for spans and metrics. It cannot change what
 * is decided. What it throws is logged and otherwise ignored. Called by many threads at once; must
 * not block.
 */
@FunctionalInterface
public interface CallObserver {
  /**
   * A call has come in, or goes on after an approval.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return what watches this call
   */
  Observation started(ToolCall call, CallContext context);

  /** Watches one call, or the part of it before or after an approval. */
  interface Observation {
    /**
     * Runs round the tool, if the call is permitted, on the tool's thread.
     *
     * @param next runs the tool; call it once and return its result
     * @return the tool's result
     * @throws Exception what the tool throws
     */
    default @Nullable Object around(Wrapper.Next next) throws Exception {
      return next.run();
    }

    /**
     * The call has ended, or waits for a person. Called once.
     *
     * @param result what came of it; {@link CallResult#pending()} when it waits
     */
    void ended(CallResult result);
  }
}
