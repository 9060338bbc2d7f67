package org.agentgovernance.interceptor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator of controls that misbehave; never of a call's arguments. */
final class ChainLog {
  private static final Logger LOG = LoggerFactory.getLogger("org.agentgovernance.chain");

  private ChainLog() {}

  static void failed(String interceptor, String how, @Nullable Throwable cause) {
    LOG.error("control {} {}; the call is denied", interceptor, how, cause);
  }

  static void settleFailed(String interceptor, Throwable cause) {
    LOG.error(
        "control {} failed to settle; what it counts may be wrong from now on", interceptor, cause);
  }
}
