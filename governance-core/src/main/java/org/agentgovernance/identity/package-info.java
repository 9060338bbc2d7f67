/**
 * Who asks. A {@link org.agentgovernance.identity.PrincipalVerifier} turns a credential into a
 * verified principal, and the control here admits on each call the agent that the manifest governs,
 * with no more than the user's credential and the session's grant allow.
 */
@NullMarked
package org.agentgovernance.identity;

import org.jspecify.annotations.NullMarked;
