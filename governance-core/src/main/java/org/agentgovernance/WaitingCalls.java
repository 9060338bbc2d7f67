package org.agentgovernance;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * The calls that wait, without a thread, for a time or for room. An order, or the end of a session
 * or of the governor, ends their wait; what then becomes of a call is for its controls to say.
 */
final class WaitingCalls {
  private final Set<Wait> waiting = ConcurrentHashMap.newKeySet();
  private final Threads threads;

  WaitingCalls(Threads threads) {
    this.threads = threads;
  }

  /** One wait. Completed once: true when what was waited for has come, false otherwise. */
  final class Wait {
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final BooleanSupplier useless;

    private Wait(BooleanSupplier useless) {
      this.useless = useless;
    }

    CompletableFuture<Boolean> over() {
      return over;
    }

    /** Whoever tells goes on at once; the call goes on elsewhere. */
    void end(boolean come) {
      if (waiting.remove(this)) {
        threads.goOn(() -> over.complete(come));
      }
    }

    private void look() {
      if (!over.isDone() && useless.getAsBoolean()) {
        end(false);
      }
    }
  }

  /**
   * Begins a wait, which ends by {@link Wait#end} or because it has become useless.
   *
   * @param useless whether there is nothing to wait for any more; asked at once and at each look
   */
  Wait begin(BooleanSupplier useless) {
    Wait wait = new Wait(useless);
    waiting.add(wait);
    wait.look();
    return wait;
  }

  /** Begins a wait for a time. */
  Wait begin(Duration time, BooleanSupplier useless) {
    Wait wait = begin(useless);
    Runnable offAlarm = threads.after(time, () -> wait.end(true));
    var unused = wait.over.thenRun(offAlarm);
    return wait;
  }

  /** Lets every call that waits see whether it still should. */
  void look() {
    waiting.forEach(Wait::look);
  }

  int size() {
    return waiting.size();
  }
}
