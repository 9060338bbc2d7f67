package org.agentgovernance.approval;

import org.agentgovernance.call.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Something happened to a request; told to the record before it takes effect.
 *
 * @param request the request
 * @param state what happened; PENDING for a new request, APPROVED for each yes
 * @param by who did it, or null when time or the enforcement point did
 * @param reason why, or null
 */
public record ApprovalEvent(
    ApprovalRequest request, ApprovalState state, @Nullable Subject by, @Nullable String reason) {}
