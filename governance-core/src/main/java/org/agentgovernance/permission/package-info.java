/**
 * Task-level permission: rules that permit, ask or forbid, and the confirmation that irreversible
 * tools always need. Forbid beats approve, approve beats permit, and nothing is permitted unless a
 * rule says so.
 */
@NullMarked
package org.agentgovernance.permission;

import org.jspecify.annotations.NullMarked;
