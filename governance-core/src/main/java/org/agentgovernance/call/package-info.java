/**
 * What an agent proposes and on whose behalf: the call, its arguments, the principal, the context
 * of its session, and what came of it. Everything here is immutable and carries no rule.
 */
@NullMarked
package org.agentgovernance.call;

import org.jspecify.annotations.NullMarked;
