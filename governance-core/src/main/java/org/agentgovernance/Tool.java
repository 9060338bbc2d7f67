package org.agentgovernance;

import org.agentgovernance.call.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * A tool as a plain function. It is only ever called within a permit, with exactly the arguments
 * that were checked, approved and recorded. It may be called by many threads at once.
 */
@FunctionalInterface
public interface Tool {
  /**
   * Does the work.
   *
   * @param arguments the arguments, immutable
   * @return the output: text, a map, a list, any object; a {@link
   *     org.agentgovernance.call.ToolResult} to report what the call consumed; or a {@link
   *     java.util.concurrent.CompletionStage} of one of them. Null counts as a failure, so a tool
   *     without a result returns a word such as {@code "done"}
   * @throws Exception when it fails; the exception reaches the host through {@link
   *     CallResult#error()} and never the model
   */
  @Nullable Object call(Arguments arguments) throws Exception;
}
