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
  private final StandIn standIn;

  GovernedCall(Enforcement shared, Session session, ToolCall call, @Nullable Tool tool) {
    this.shared = shared;
    this.session = session;
    this.call = call;
    this.tool = tool;
    this.standIn = new StandIn(shared.policy.tool(call.tool()));
  }

  /** Blocks while the tool runs; a call that needs a person comes back pending. */
  CallResult run() {
    CallResult result = tries().run();
    PendingCall pending = result.pending().orElse(null);
    return pending == null
        ? standIn.after(result)
        : result.waiting(pending.then(pending.completion().thenApply(standIn::after)));
  }

  /** Never blocks; the stage completes after people have decided and the tool has run. */
  CompletionStage<CallResult> runAsync() {
    return tries().runAsync().thenCompose(GovernedCall::decided).thenApply(standIn::after);
  }

  private Tries tries() {
    return new Tries(shared, session, call, tool);
  }

  private static CompletionStage<CallResult> decided(CallResult result) {
    return result
        .pending()
        .map(PendingCall::completion)
        .orElseGet(() -> CompletableFuture.completedFuture(result));
  }
}
