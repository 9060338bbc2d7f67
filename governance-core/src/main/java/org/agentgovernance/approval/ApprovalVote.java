package org.agentgovernance.approval;

import java.time.Instant;
import java.util.Map;
import org.agentgovernance.call.Subject;

/**
 * What one person said about a request. Immutable.
 *
 * @param by who, as the host has authenticated them; attributes are not kept
 * @param yes whether they approve
 * @param reason why, in their words
 * @param at when, by the clock of the governor that took the vote
 */
public record ApprovalVote(Subject by, boolean yes, String reason, Instant at) {
  /** Leaves out what is not needed to tell who it was and whether they may. */
  public ApprovalVote {
    by = new Subject(by.id(), by.issuer(), by.roles(), Map.of());
  }
}
