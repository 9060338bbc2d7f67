package org.agentgovernance.approval;

import java.util.List;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;

/**
 * Where people decide about calls that wait for them. Hand it to the page or service that reviewers
 * use, never to a tool or an agent.
 *
 * <p>A request is bound to one call by a digest over its canonical arguments, tool, version,
 * principal, session, task and manifest, and over what the person reads. An approval runs that call
 * once, within its time. Neither the agents nor the user on whose behalf they act ever count as
 * approvers; where an issuer is missing, an equal id counts as the same person.
 *
 * <p>Governors that share an {@link ApprovalStore} share their requests: each sees those of all,
 * and a decision that is made at one reaches the one that holds the call. Safe for use by many
 * threads. A method blocks as long as the store does, which by default is memory; when the store
 * does not answer, it throws with {@code approval.unavailable} and nothing has changed.
 */
public interface Approvals {
  /**
   * The requests that wait for a decision.
   *
   * @return a copy, oldest first
   * @throws GovernanceException with {@code approval.unavailable} when the store does not answer
   */
  List<ApprovalRequest> pending();

  /**
   * Says yes. When enough people have, the call is checked again and runs.
   *
   * @param id the request's id
   * @param approver who says it, as the host has authenticated them
   * @param reason why, for the record
   * @return where the request stands now; a person's second yes changes nothing
   * @throws GovernanceException with {@code approval.unavailable} when there is no such open
   *     request, this person may not decide, or the store does not answer; with {@code
   *     audit.unavailable} when the vote could not be recorded. It does not count then
   */
  ApprovalState approve(String id, Subject approver, String reason);

  /**
   * Says no. One no is enough, also after others have approved, as long as the call has not begun.
   *
   * @param id the request's id
   * @param approver who says it, as the host has authenticated them
   * @param reason why, for the record
   * @return where the request stands now
   * @throws GovernanceException as {@link #approve} does
   */
  ApprovalState reject(String id, Subject approver, String reason);

  /**
   * Who approved a request so far.
   *
   * @param id the request's id
   * @return the approvers, or none when the request is not open
   * @throws GovernanceException with {@code approval.unavailable} when the store does not answer
   */
  List<Subject> approvers(String id);

  /**
   * Takes an open request back, as if its time were over. Does nothing when there is none.
   *
   * @param id the request's id
   * @throws GovernanceException with {@code approval.unavailable} when the store does not answer
   */
  void withdraw(String id);
}
