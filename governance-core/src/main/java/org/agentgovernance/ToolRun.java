package org.agentgovernance;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Wrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of one tool, within its wrappers. It ends once: with the tool's answer, with its time
 * running out, or with a cancellation, whichever comes first. The later ones are ignored.
 */
final class ToolRun implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(ToolRun.class);

  private final ToolCall call;
  private final CallContext context;
  private final Tool tool;
  private final List<Wrapper> wrappers;
  private final Supplier<Decision> gate;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final long start = System.nanoTime();
  private @Nullable Thread runner;
  private boolean started;
  private boolean interrupted;
  private boolean over;
  private boolean working;
  private @Nullable CompletionStage<?> answer;
  private @Nullable CompletableFuture<Void> gone;
  private volatile @Nullable Deny refusal;

  /** A run that an order has ended, before anybody has been told. */
  record Ended(ToolRun run, Outcome outcome) {
    void tell() {
      run.outcome.complete(outcome);
    }
  }

  /**
   * Makes a run.
   *
   * @param gate what has the last word before the tool starts, asked again with every order
   */
  ToolRun(
      ToolCall call,
      CallContext context,
      Tool tool,
      List<Wrapper> wrappers,
      Supplier<Decision> gate) {
    this.call = call;
    this.context = context;
    this.tool = tool;
    this.wrappers = wrappers;
    this.gate = gate;
  }

  /** Whose call it is. */
  CallContext context() {
    return context;
  }

  /** The call that it is a run of. */
  ToolCall call() {
    return call;
  }

  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Runs something once the run has ended, however it ended. */
  void whenOver(Runnable action) {
    CompletableFuture<Void> unused = outcome.thenRun(action);
  }

  /** Completed when the tool does nothing any more, also after the run has ended without it. */
  synchronized CompletableFuture<Void> gone() {
    if (gone == null) {
      gone = new CompletableFuture<>();
      if (!working) {
        gone.complete(null);
      }
    }
    return gone;
  }

  private void leave() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      working = false;
      waiting = gone;
    }
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  /** Why an order has ended the run, or null when none has. */
  @Nullable Deny refusal() {
    return refusal;
  }

  /**
   * Asks the gate again. A tool that has not started then never will; one that runs is cancelled
   * where the order says so. The caller tells whoever waits.
   *
   * @return what the caller must tell, or null when the run goes on or was over
   */
  @Nullable Ended obey() {
    Decision said = gate.get();
    if (said instanceof Permit) {
      return null;
    }
    Deny denial = Refusals.late(said);
    Outcome how = claim(Outcome.Kind.CANCELLED, denial);
    return how == null ? null : new Ended(this, how);
  }

  @Override
  public void run() {
    synchronized (this) {
      if (over) {
        return;
      }
      started = true;
      working = true;
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
    boolean late;
    synchronized (this) {
      answer = stage;
      late = over;
    }
    if (late) {
      cancel(stage);
    }
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
    Outcome how = claim(kind, null);
    if (how != null) {
      outcome.complete(how);
    }
  }

  /**
   * Whoever asked for it wants it no longer.
   *
   * @param why what the call ends with when its tool was not started
   */
  void withdraw(Deny why) {
    Outcome how = claim(Outcome.Kind.CANCELLED, why);
    if (how == null) {
      stop(Outcome.Kind.CANCELLED);
    } else {
      outcome.complete(how);
    }
  }

  /** Ends the run for an order or for time; null when it is over, or the order lets it go on. */
  private @Nullable Outcome claim(Outcome.Kind kind, @Nullable Deny order) {
    Outcome how;
    CompletionStage<?> stage;
    synchronized (this) {
      if (over || (order != null && started && !cancels(order))) {
        return null;
      }
      // Claimed before the interrupt: what the tool answers to it comes too late.
      over = true;
      refusal = order;
      how = started ? Outcome.failed(kind, null, System.nanoTime() - start) : Outcome.notRun();
      stage = answer;
      interrupt();
    }
    if (stage != null) {
      cancel(stage);
    }
    return how;
  }

  private static boolean cancels(Deny order) {
    return order.code().equals(ReasonCode.CONTROL_HALTED)
        || order.code().equals(ReasonCode.CONTROL_REVOKED);
  }

  /** Best effort: a stage need not have a future behind it, and what hangs on it may throw. */
  private static void cancel(CompletionStage<?> stage) {
    try {
      boolean unused = stage.toCompletableFuture().cancel(true);
    } catch (RuntimeException | Error e) {
      LOG.debug("the stage of a tool could not be cancelled", e);
    }
  }

  private void end(Outcome how) {
    leave();
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
    }
    outcome.complete(how);
  }
}
