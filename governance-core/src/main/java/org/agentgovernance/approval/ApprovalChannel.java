package org.agentgovernance.approval;

/**
 * Brings a request before people: a queue, a chat message, a page. Called on the thread of the
 * agent's call and must not block; the decision comes back later through {@link Approvals}. When it
 * throws, the call is denied with {@code approval.unavailable}.
 */
@FunctionalInterface
public interface ApprovalChannel {
  /**
   * A person is needed.
   *
   * @param request what to ask them
   */
  void requested(ApprovalRequest request);
}
