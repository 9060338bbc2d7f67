package org.agentgovernance.approval;

/** Where a request stands. It only ever moves down this list or to one of the last three. */
public enum ApprovalState {
  /** Nobody, or not everybody, has decided yet. */
  PENDING,
  /** Approved, and not yet run. */
  APPROVED,
  /** The approval was used for its one run. */
  CONSUMED,
  /** Somebody said no. */
  REJECTED,
  /** Not decided, or not run, in time. */
  EXPIRED;

  /**
   * Whether the request can still come to something.
   *
   * @return true for the first two
   */
  public boolean open() {
    return this == PENDING || this == APPROVED;
  }
}
