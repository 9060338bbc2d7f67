package org.agentgovernance.interceptor;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * Runs round a permitted tool, on the tool's thread: tracing, logging context, timing. It sees the
 * call but cannot change it, and it cannot make a denied call run, because it is only reached
 * within a permit.
 */
@FunctionalInterface
public interface Wrapper {
  /**
   * Runs round the tool.
   *
   * @param call the permitted call
   * @param context whose session it is
   * @param next runs the rest of the chain and the tool; call it once and return its result
   * @return the tool's result
   * @throws Exception what the tool throws
   */
  @Nullable Object around(ToolCall call, CallContext context, Next next) throws Exception;

  /** The rest of the chain. */
  @FunctionalInterface
  interface Next {
    /**
     * Runs it. A second run is refused with an {@link IllegalStateException}.
     *
     * @return the tool's result
     * @throws Exception what the tool throws
     */
    @Nullable Object run() throws Exception;
  }
}
