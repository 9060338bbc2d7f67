/**
 * What follows a call that gave no answer, or that should not have been made: what stands in for an
 * answer, and which call undoes an effect. Nothing here runs a tool; whatever follows is a call
 * that passes every control.
 */
@NullMarked
package org.agentgovernance.recovery;

import org.jspecify.annotations.NullMarked;
