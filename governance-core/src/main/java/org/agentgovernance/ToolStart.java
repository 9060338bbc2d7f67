package org.agentgovernance;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.agentgovernance.call.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who starts a tool, on which thread and for how long, and who waits for it. Immutable. */
final class ToolStart {
  private static final Logger LOG = LoggerFactory.getLogger(ToolStart.class);

  private final Threads threads;
  private final @Nullable Duration timeout;

  ToolStart(Threads threads, @Nullable Duration timeout) {
    this.threads = threads;
    this.timeout = timeout;
  }

  /** On the threads of tools, or on this one. */
  void start(ToolRun run, boolean onThisThread) {
    if (stopped(run)) {
      return;
    }
    if (onThisThread) {
      run.run();
      return;
    }
    try {
      threads.tools().execute(run);
    } catch (RejectedExecutionException e) {
      run.stop(Outcome.Kind.NOT_RUN);
    } catch (RuntimeException | Error e) {
      LOG.error("the executor failed; the tool was not started", e);
      run.stop(Outcome.Kind.CANCELLED);
    }
    limit(run);
  }

  /** On this thread, which is one of those that tools run on. */
  void startHere(ToolRun run) {
    if (!stopped(run)) {
      limit(run);
      run.run();
    }
  }

  /** Looks once more for an order; one that this look misses finds the run among those that run. */
  private static boolean stopped(ToolRun run) {
    ToolRun.Ended ended = run.obey();
    if (ended != null) {
      ended.tell();
    }
    return ended != null;
  }

  private void limit(ToolRun run) {
    if (timeout != null && !run.outcome().isDone()) {
      run.whenOver(threads.after(timeout, () -> run.stop(Outcome.Kind.TIMED_OUT)));
    }
  }

  static CallResult await(ToolRun run, CompletableFuture<CallResult> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      run.withdraw(Refusals.interrupted());
      CallResult cancelled = result.join();
      Thread.currentThread().interrupt();
      return cancelled;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a tool run ends with an outcome", e);
    }
  }
}
