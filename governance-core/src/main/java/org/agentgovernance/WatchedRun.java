package org.agentgovernance;

import org.agentgovernance.interceptor.Wrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tool as an observer sees it. Whatever the observer does around it, the tool runs once, and
 * what it returned or threw is what the call gets.
 */
final class WatchedRun implements Wrapper.Next {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedRun.class);

  private final Wrapper.Next tool;
  private boolean ran;
  private @Nullable Object returned;
  private @Nullable Throwable thrown;

  WatchedRun(Wrapper.Next tool) {
    this.tool = tool;
  }

  @Nullable Object within(CallObserver.Observation observation) throws Exception {
    try {
      observation.around(this);
    } catch (Throwable e) {
      if (e != thrown) {
        LOG.warn("an observer failed; the tool is not affected", e);
      }
    }
    return ran ? answer() : run();
  }

  @Override
  public @Nullable Object run() throws Exception {
    if (ran) {
      throw new IllegalStateException("an observer runs the tool once");
    }
    ran = true;
    try {
      returned = tool.run();
    } catch (Throwable e) {
      thrown = e;
    }
    return answer();
  }

  private @Nullable Object answer() throws Exception {
    if (thrown instanceof Exception exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return returned;
  }
}
