/**
 * The enforcement point. {@link org.agentgovernance.Governor} is opened from a manifest, {@link
 * org.agentgovernance.Session} belongs to one user, agent and task, and every call goes through
 * {@link org.agentgovernance.Session#call}.
 *
 * <p>The way of a call: it is checked by the chain of its tool; denied, or put before people, or
 * permitted; what the controls count is reserved; the intent is recorded; the tool runs; the
 * reservations are settled; the outcome is recorded. This package is the only one that sees all of
 * it.
 */
@NullMarked
package org.agentgovernance;

import org.jspecify.annotations.NullMarked;
