package org.agentgovernance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agentgovernance.call.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * A call with what may follow when its tool gave no answer that can be used. Whatever follows is
 * declared in the manifest; the agent never sees how many steps it took.
 */
final class GovernedCall {
  private final Enforcement shared;
  private final Session session;
  private final ToolCall call;
  private final @Nullable Tool tool;
  private final boolean retries;
  private final Recovery recovery;

  GovernedCall(Enforcement shared, Session session, ToolCall call, @Nullable Tool tool) {
    this.shared = shared;
    this.session = session;
    this.call = call;
    this.tool = tool;
    this.retries = shared.policy.tool(call.tool()).retry() != null;
    this.recovery = new Recovery(shared, session, call);
  }

  /** Blocks while the tool runs; a call that needs a person comes back pending. */
  CallResult run() {
    CallResult result = tried();
    return result.pending().isPresent() ? waiting(result) : recovery.after(result);
  }

  /** Never blocks; the stage completes after people have decided and the tool has run. */
  CompletionStage<CallResult> runAsync() {
    return begin().thenCompose(GovernedCall::decided);
  }

  /** Never blocks; a call that needs a person comes back pending. */
  CompletionStage<CallResult> begin() {
    return triedAsync()
        .thenCompose(
            result ->
                result.pending().isPresent()
                    ? CompletableFuture.completedFuture(waiting(result))
                    : recovery.afterAsync(result));
  }

  private CallResult tried() {
    return retries ? new Tries(shared, session, call, tool).run() : once().run();
  }

  private CompletionStage<CallResult> triedAsync() {
    return retries ? new Tries(shared, session, call, tool).runAsync() : once().runAsync();
  }

  private Attempt once() {
    return new Attempt(shared, session, call, tool, null);
  }

  private CallResult waiting(CallResult result) {
    PendingCall pending = result.pending().orElseThrow();
    return result.waiting(
        pending.then(
            pending
                .completion()
                .thenCompose(recovery::afterAsync)
                .thenCompose(GovernedCall::decided)));
  }

  private static CompletionStage<CallResult> decided(CallResult result) {
    return result
        .pending()
        .map(PendingCall::completion)
        .orElseGet(() -> CompletableFuture.completedFuture(result));
  }
}
