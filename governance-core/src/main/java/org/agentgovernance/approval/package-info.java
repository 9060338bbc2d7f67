/**
 * A person decides about exactly one call: sealed requests, decisions from outside the agent,
 * single use, expiry. No thread waits for anyone. People use {@link
 * org.agentgovernance.approval.Approvals}; requests stand in an {@link
 * org.agentgovernance.approval.ApprovalStore}, where they may outlive the process.
 */
@NullMarked
package org.agentgovernance.approval;

import org.jspecify.annotations.NullMarked;
