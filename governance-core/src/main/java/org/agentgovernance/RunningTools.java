package org.agentgovernance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.agentgovernance.call.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tools that run now, so that closing the governor leaves nobody waiting and no gap. */
final class RunningTools {
  private static final Logger LOG = LoggerFactory.getLogger(RunningTools.class);

  private final Map<ToolRun, CompletableFuture<CallResult>> running = new ConcurrentHashMap<>();
  private volatile boolean closed;

  void add(ToolRun run, CompletableFuture<CallResult> result) {
    running.put(run, result);
    if (closed) {
      run.stop(Outcome.Kind.CANCELLED);
    }
  }

  /** How many of the tools that run now are such. */
  int count(Predicate<ToolRun> such) {
    return (int) running.keySet().stream().filter(such).count();
  }

  void remove(ToolRun run) {
    running.remove(run);
  }

  /** A run that an order has ended, with what its caller gets. */
  record Stopped(ToolRun.Ended ended, CompletableFuture<CallResult> result) {
    ToolRun run() {
      return ended.run();
    }
  }

  /**
   * Lets every run look at the orders that stand now. Whoever starts a run adds it here first and
   * looks at the orders then, so that none slips through between.
   *
   * @return the runs that have ended by it; whoever waits for them is to be told
   */
  List<Stopped> obey() {
    List<Stopped> stopped = new ArrayList<>();
    running.forEach(
        (run, result) -> {
          ToolRun.Ended ended = run.obey();
          if (ended != null) {
            stopped.add(new Stopped(ended, result));
          }
        });
    return stopped;
  }

  /** Interrupts the tools, gives them a moment to end, and ends the calls of those that do not. */
  void close(long millis) {
    closed = true;
    running.keySet().forEach(ToolRun::interrupt);
    if (!ended(millis)) {
      LOG.warn("tools still run after {} ms; their calls end as cancelled", millis);
      running.keySet().forEach(run -> run.stop(Outcome.Kind.CANCELLED));
      boolean unused = ended(millis);
    }
  }

  private boolean ended(long millis) {
    try {
      CompletableFuture.allOf(running.values().toArray(new CompletableFuture<?>[0]))
          .get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
