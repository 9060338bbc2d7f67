package org.agentgovernance;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.call.Usage;
import org.agentgovernance.interceptor.Wrapper;
import org.jspecify.annotations.Nullable;

/**
 * One run of one tool, within its wrappers. It ends once: with the tool's answer, with its time
 * running out, or with a cancellation, whichever comes first. The later ones are ignored.
 */
final class ToolRun implements Runnable {
  private final ToolCall call;
  private final CallContext context;
  private final Tool tool;
  private final List<Wrapper> wrappers;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final long start = System.nanoTime();
  private @Nullable Thread runner;
  private boolean started;
  private boolean interrupted;
  private boolean over;

  ToolRun(ToolCall call, CallContext context, Tool tool, List<Wrapper> wrappers) {
    this.call = call;
    this.context = context;
    this.tool = tool;
    this.wrappers = wrappers;
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Runs something once the run has ended, however it ended. */
  void whenOver(Runnable action) {
    CompletableFuture<Void> unused = outcome.thenRun(action);
  }

  @Override
  public void run() {
    synchronized (this) {
      if (over) {
        return;
      }
      started = true;
      runner = Thread.currentThread();
    }
    Object value = null;
    Throwable thrown = null;
    try {
      value = around(0);
    } catch (Throwable e) {
      thrown = e;
    }
    release(thrown);
    if (thrown != null) {
      failed(thrown);
    } else if (value instanceof CompletionStage<?> stage) {
      later(stage);
    } else {
      returned(value);
    }
  }

  /** Leaves the thread as it was: without an interrupt of ours, and with one of anybody else's. */
  private synchronized void release(@Nullable Throwable thrown) {
    runner = null;
    if (interrupted) {
      boolean unused = Thread.interrupted();
    } else if (thrown instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
  }

  private void later(CompletionStage<?> stage) {
    try {
      stage.whenComplete(
          (value, problem) -> {
            if (problem != null) {
              failed(problem);
            } else {
              returned(value);
            }
          });
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private @Nullable Object around(int index) throws Exception {
    if (index == wrappers.size()) {
      return tool.call(call.arguments());
    }
    boolean[] used = new boolean[1];
    return wrappers
        .get(index)
        .around(
            call,
            context,
            () -> {
              if (used[0]) {
                throw new IllegalStateException("a wrapper runs the tool once");
              }
              used[0] = true;
              return around(index + 1);
            });
  }

  private void returned(@Nullable Object value) {
    long nanos = System.nanoTime() - start;
    Object output = value instanceof ToolResult result ? result.output() : value;
    Usage usage = value instanceof ToolResult result ? result.usage() : Usage.none();
    end(
        output == null
            ? new Outcome(Outcome.Kind.FAILED, null, null, usage, nanos)
            : Outcome.succeeded(output, usage, nanos));
  }

  private void failed(Throwable thrown) {
    Throwable own =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    Outcome.Kind kind =
        own instanceof InterruptedException ? Outcome.Kind.CANCELLED : Outcome.Kind.FAILED;
    end(Outcome.failed(kind, own, System.nanoTime() - start));
  }

  /** Asks the tool to end, if it runs on another thread. */
  synchronized void interrupt() {
    if (runner != null && runner != Thread.currentThread()) {
      interrupted = true;
      runner.interrupt();
    }
  }

  /**
   * Ends the run from outside, and interrupts the tool if it still runs. A tool that was not
   * started yet never will be.
   */
  void stop(Outcome.Kind kind) {
    Outcome how;
    synchronized (this) {
      if (over) {
        return;
      }
      // Claimed before the interrupt: what the tool answers to it comes too late.
      over = true;
      how = started ? Outcome.failed(kind, null, System.nanoTime() - start) : Outcome.notRun();
      interrupt();
    }
    outcome.complete(how);
  }

  private void end(Outcome how) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    outcome.complete(how);
  }
}
