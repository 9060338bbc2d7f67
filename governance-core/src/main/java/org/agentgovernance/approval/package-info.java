/**
 * A person decides about exactly one call: sealed requests, decisions from outside the agent,
 * single use, expiry. No thread waits for anyone.
 */
@NullMarked
package org.agentgovernance.approval;

import org.jspecify.annotations.NullMarked;
