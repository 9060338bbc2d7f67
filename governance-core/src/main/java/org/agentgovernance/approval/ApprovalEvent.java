package org.agentgovernance.approval;

import org.agentgovernance.call.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a request; told to the record before it takes effect, or, when a request is
 * used up or has run out, directly afterwards.
 *
 * @param sealed the request and the call that it is about
 * @param kind what happened
 * @param by who did it, or null when time or the enforcement point did
 * @param reason why, or null
 */
public record ApprovalEvent(
    SealedRequest sealed, Kind kind, @Nullable Subject by, @Nullable String reason) {
  /** What can happen to a request. */
  public enum Kind {
    /** People are asked. */
    REQUESTED,
    /** A call waits again for a request that was made before, elsewhere or before a restart. */
    RESUMED,
    /** A person said yes. */
    APPROVED,
    /** A person said no. */
    REJECTED,
    /** The one call that the approval stands for is about to run. */
    CONSUMED,
    /** Nobody decided in time, or the request was taken back. */
    EXPIRED
  }

  static ApprovalEvent vote(SealedRequest sealed, ApprovalVote vote) {
    return new ApprovalEvent(
        sealed, vote.yes() ? Kind.APPROVED : Kind.REJECTED, vote.by(), vote.reason());
  }
}
