/**
 * The record of who did what, on whose behalf, why, with what authority and result: an append-only
 * file of JSON lines in which each line carries the hash of the line before it.
 *
 * <p>The enforcement point makes an immutable {@link org.agentgovernance.audit.AuditRecord} on the
 * calling thread and hands it to an {@link org.agentgovernance.audit.AuditTrail}; one writer thread
 * serialises, chains, writes and forces in batches. A trail that cannot take a record refuses it,
 * and the call is denied. {@link org.agentgovernance.audit.AuditVerifier} checks the files offline.
 */
@NullMarked
package org.agentgovernance.audit;

import org.jspecify.annotations.NullMarked;
