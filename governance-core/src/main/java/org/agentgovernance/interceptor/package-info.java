/**
 * The seam that controls plug into: one interface with a pure check and a reservation, and wrappers
 * that run inside a permit. Custom interceptors can only restrict, because a denial beats an
 * approval and an approval beats a permit.
 */
@NullMarked
package org.agentgovernance.interceptor;

import org.jspecify.annotations.NullMarked;
