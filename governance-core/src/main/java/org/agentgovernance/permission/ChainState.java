package org.agentgovernance.permission;

import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.call.CallContext;

/** Whether anything irreversible was done, or is being done, within one chain of calls. */
final class ChainState {
  private static final Object KEY = new Object();

  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean irreversible;

  private ChainState(CallContext context) {}

  static ChainState of(CallContext context) {
    return context.state(KEY, ChainState::new);
  }

  boolean irreversible() {
    return irreversible || running.get() > 0;
  }

  void started() {
    running.incrementAndGet();
  }

  void ended(boolean ran) {
    if (ran) {
      irreversible = true;
    }
    running.decrementAndGet();
  }
}
