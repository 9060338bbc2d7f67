package org.agentgovernance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.manifest.ToolPolicy;
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
  private final @Nullable Recovery recovery;
  private @Nullable Asker asker;

  GovernedCall(Enforcement shared, Session session, ToolCall call, @Nullable Tool tool) {
    this.shared = shared;
    this.session = session;
    this.call = call;
    this.tool = tool;
    ToolPolicy policy = shared.policy.tool(call.tool());
    this.retries = policy.retry() != null;
    this.recovery = Recovery.of(shared, session, call, policy);
  }

  /** Blocks while the tool runs; a call that needs a person comes back pending. */
  CallResult run() {
    CallResult result = tried();
    Recovery follows = recovery;
    if (follows == null) {
      return result;
    }
    return result.pending().isPresent() ? waiting(result, follows) : follows.after(result);
  }

  /**
   * Never blocks; the stage completes after people have decided and the tool has run. When it ends
   * otherwise, because the host cancels it or lets it time out, the call ends, too.
   */
  CompletionStage<CallResult> runAsync() {
    Asker waits = new Asker();
    CompletableFuture<CallResult> told =
        begin(waits).thenCompose(GovernedCall::decided).toCompletableFuture();
    var unused =
        told.whenComplete(
            (result, problem) -> {
              if (problem != null) {
                waits.leaves();
              }
            });
    return told;
  }

  /** The same for a call in place of one that somebody may want no longer. */
  CompletionStage<CallResult> begin(@Nullable Asker who) {
    asker = who;
    return begin();
  }

  /** Never blocks; a call that needs a person comes back pending. */
  CompletionStage<CallResult> begin() {
    Recovery follows = recovery;
    return follows == null
        ? triedAsync()
        : triedAsync()
            .thenCompose(
                result ->
                    result.pending().isPresent()
                        ? CompletableFuture.completedFuture(waiting(result, follows))
                        : follows.afterAsync(result, asker));
  }

  private CallResult tried() {
    return retries ? new Tries(shared, session, call, tool, null).run() : once().run();
  }

  private CompletionStage<CallResult> triedAsync() {
    Asker waits = asker;
    if (retries) {
      return new Tries(shared, session, call, tool, waits).runAsync();
    }
    return waits == null ? once().runAsync() : waits.follows(once()).runAsync();
  }

  private Attempt once() {
    return new Attempt(shared, session, call, tool, null);
  }

  private CallResult waiting(CallResult result, Recovery follows) {
    PendingCall pending = result.pending().orElseThrow();
    return result.waiting(
        pending.then(
            pending
                .completion()
                .thenCompose(done -> follows.afterAsync(done, asker))
                .thenCompose(GovernedCall::decided)));
  }

  private static CompletionStage<CallResult> decided(CallResult result) {
    return result
        .pending()
        .map(PendingCall::completion)
        .orElseGet(() -> CompletableFuture.completedFuture(result));
  }
}
