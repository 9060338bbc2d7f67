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
      runner = Thread.currentThread();
    }
    Object value = null;
    Throwable thrown = null;
    try {
      value = around(0);
    } catch (Throwable e) {
      thrown = e;
    }
    synchronized (this) {
      runner = null;
    }
    if (thrown != null) {
      failed(thrown);
    } else if (value instanceof CompletionStage<?> stage) {
      stage.whenComplete(
          (later, problem) -> {
            if (problem != null) {
              failed(problem);
            } else {
              returned(later);
            }
          });
    } else {
      returned(value);
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
    if (value instanceof ToolResult result) {
      end(Outcome.succeeded(result.output(), result.usage(), nanos));
    } else if (value == null) {
      end(Outcome.failed(Outcome.Kind.FAILED, null, nanos));
    } else {
      end(Outcome.succeeded(value, Usage.none(), nanos));
    }
  }

  private void failed(Throwable thrown) {
    Throwable own =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    end(Outcome.failed(Outcome.Kind.FAILED, own, System.nanoTime() - start));
  }

  /** Ends the run from outside, and interrupts the tool if it still runs. */
  void stop(Outcome.Kind kind) {
    synchronized (this) {
      if (over) {
        return;
      }
      // Claimed before the interrupt: what the tool answers to it comes too late.
      over = true;
      if (runner != null) {
        runner.interrupt();
      }
    }
    outcome.complete(Outcome.failed(kind, null, System.nanoTime() - start));
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
