package org.agentgovernance;

import java.util.concurrent.CompletionStage;
import org.agentgovernance.approval.ApprovalRequest;

/**
 * A call that waits for a person. No thread waits with it. When the request is approved, the call
 * is checked again and runs on the governor's executor; {@link #completion()} then has the result.
 */
public final class PendingCall {
  private final ApprovalRequest request;
  private final CompletionStage<CallResult> completion;
  private final Runnable withdraw;

  PendingCall(ApprovalRequest request, CompletionStage<CallResult> completion, Runnable withdraw) {
    this.request = request;
    this.completion = completion;
    this.withdraw = withdraw;
  }

  /** The same call with more to follow once it is decided. */
  PendingCall then(CompletionStage<CallResult> later) {
    return new PendingCall(request, later, withdraw);
  }

  /**
   * What the person is asked.
   *
   * @return the request; its id is what {@link org.agentgovernance.approval.Approvals} takes
   */
  public ApprovalRequest request() {
    return request;
  }

  /**
   * The final result.
   *
   * @return a stage that completes once the request was approved and the call ran, or it was
   *     rejected or ran out; it never completes exceptionally
   */
  public CompletionStage<CallResult> completion() {
    return completion;
  }

  /** Takes the request back; the call ends as {@code approval.expired}. */
  public void withdraw() {
    withdraw.run();
  }
}
