/**
 * Conditions: a documented subset of CEL that is checked when it is loaded and bounded when it
 * runs.
 *
 * <p>A {@link org.agentgovernance.condition.ConditionEnvironment} says which variables exist and of
 * which type they are; {@link org.agentgovernance.condition.Condition#compile} refuses what cannot
 * work there, with a position and a suggestion; the compiled condition is immutable, may be shared
 * between threads and answers true, false or an error, never an exception. What the subset contains
 * and where it is stricter than CEL stands in {@code docs/conditions.md}.
 */
@NullMarked
package org.agentgovernance.condition;

import org.jspecify.annotations.NullMarked;
