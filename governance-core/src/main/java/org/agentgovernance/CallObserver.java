package org.agentgovernance;

import org.agentgovernance.audit.TraceSpan;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.interceptor.ControlTrace;
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

  /**
   * A call goes on after a person has decided, or after nobody did in time.
   *
   * @param call what the agent proposed
   * @param context whose session it is
   * @param earlier what this observer watched the call with up to the question
   * @return what watches the rest of it; by default as if it had come in
   */
  default Observation resumed(ToolCall call, CallContext context, Observation earlier) {
    return started(call, context);
  }

  /**
   * A call whose tool has failed is made again, as the manifest's {@code retry} says.
   *
   * @param call what the agent proposed
   * @param context whose session it is
   * @param earlier what this observer watched the try before with, which has ended
   * @return what watches this try; by default as if it had come in
   */
  default Observation retried(ToolCall call, CallContext context, Observation earlier) {
    return started(call, context);
  }

  /**
   * Whether {@link Observation#decided} is to come with the time of each control. Asked once when
   * the governor is opened.
   *
   * @return false by default, since taking the time costs time
   */
  default boolean timesControls() {
    return false;
  }

  /** Watches one call, or the part of it before or after an approval. */
  interface Observation {
    /**
     * Where this call stands in a distributed trace, for its records. Asked once.
     *
     * @return the span, or null when there is none
     */
    default @Nullable TraceSpan span() {
      return null;
    }

    /**
     * The controls have been asked.
     *
     * @param controls what each of them said; later on only their facts may change
     */
    default void decided(ControlTrace controls) {}

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
