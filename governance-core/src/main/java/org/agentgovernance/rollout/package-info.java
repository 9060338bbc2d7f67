/**
 * Who is stopped: halts, modes and revocations. They are orders that people give; they stand in a
 * {@link org.agentgovernance.rollout.ControlStore} until a person lifts them, and are looked at on
 * every call, when an approved call goes on, and once more directly before a tool starts. An order
 * only ever restricts.
 */
@NullMarked
package org.agentgovernance.rollout;

import org.jspecify.annotations.NullMarked;
