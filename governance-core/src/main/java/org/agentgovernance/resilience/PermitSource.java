package org.agentgovernance.resilience;

import org.agentgovernance.call.CallContext;
import org.jspecify.annotations.Nullable;

/** Where the permits of one rate come from: one source for all, or one for each caller. */
interface PermitSource {
  /** Whether a permit is left for anybody at any time from now on; needs no clock. */
  boolean surelyLeft();

  /** How many permits are left for a caller. Changes nothing. */
  int left(CallContext context, long nowMillis);

  /** Takes a permit, or returns null when none is left. */
  RateLimiter.@Nullable Period tryAcquire(CallContext context, long nowMillis);

  /** How long until the next period starts. */
  long millisToWait(long nowMillis);
}
