package org.agentgovernance.approval;

import java.time.Instant;
import org.agentgovernance.call.Principal;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What a person is asked: exactly one call. Immutable.
 *
 * @param id the request's id, not guessable
 * @param policy who may decide
 * @param principal who asks
 * @param session the session's id
 * @param task the session's task, or null
 * @param tool the tool
 * @param version the tool's version in the manifest
 * @param arguments the canonical arguments, complete; this is what runs if it is approved
 * @param rationale the agent's own words, to be shown apart and marked as such, or null
 * @param reason why a person is asked
 * @param digest over everything here, the resource and the manifest; the approval is bound to it
 * @param created when the request was made
 * @param approveBefore when it expires
 */
public record ApprovalRequest(
    String id,
    ApprovalPolicy policy,
    Principal principal,
    String session,
    @Nullable String task,
    String tool,
    String version,
    String arguments,
    @Nullable String rationale,
    String reason,
    Digest digest,
    Instant created,
    Instant approveBefore) {
  /** Id, tool and reason; never the arguments. */
  @Override
  public String toString() {
    return "ApprovalRequest[" + id + ", " + tool + "]";
  }
}
