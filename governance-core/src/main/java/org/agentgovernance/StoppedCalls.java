package org.agentgovernance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.StopReport;

/**
 * The calls that one order has ended. Their tools are interrupted first, all of them, on the thread
 * of whoever ordered it; what then depends on each call goes on elsewhere, so that no agent can
 * hold up the one who stops it.
 */
final class StoppedCalls {
  /** How long tools are given to end before the report says that they do not. */
  static final Duration FENCE = Duration.ofSeconds(1);

  private final Order order;
  private final List<RunningTools.Stopped> ended;
  private final CompletableFuture<StopReport> report = new CompletableFuture<>();

  private StoppedCalls(Order order, List<RunningTools.Stopped> ended) {
    this.order = order;
    this.ended = ended;
  }

  static StoppedCalls stop(Order order, long start, RunningTools running, Threads threads) {
    StoppedCalls stopped = new StoppedCalls(order, running.obey());
    stopped.follow(start, System.nanoTime(), threads);
    return stopped;
  }

  int size() {
    return ended.size();
  }

  CompletionStage<StopReport> report() {
    return report;
  }

  private void follow(long start, long lastStart, Threads threads) {
    if (ended.isEmpty()) {
      Duration at = Duration.ofNanos(lastStart - start);
      report.complete(new StopReport(order.id(), 0, 0, 0, at, at, at));
      return;
    }
    CompletableFuture<Void> tools = all(ended.stream().map(each -> each.run().gone()).toList());
    Runnable off = threads.after(FENCE, () -> tools.complete(null));
    threads.goOn(
        () -> {
          ended.forEach(each -> threads.goOn(each.ended()::tell));
          var unused =
              all(ended.stream().map(each -> each.result()).toList())
                  .thenApply(done -> System.nanoTime())
                  .thenCombine(tools, (lastCall, gone) -> summary(start, lastStart, lastCall))
                  .thenAccept(
                      said -> {
                        off.run();
                        report.complete(said);
                      });
        });
  }

  private StopReport summary(long start, long lastStart, long lastCall) {
    int neverStarted = 0;
    int left = 0;
    for (RunningTools.Stopped each : ended) {
      if (!each.ended().outcome().ran()) {
        neverStarted++;
      } else if (each.run().gone().isDone()) {
        left++;
      }
    }
    return new StopReport(
        order.id(),
        neverStarted,
        left,
        ended.size() - neverStarted - left,
        Duration.ofNanos(lastStart - start),
        Duration.ofNanos(lastCall - start),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> parts) {
    return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]));
  }
}
