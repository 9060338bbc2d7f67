package org.agentgovernance;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One governor's threads, all daemons that end when idle. What goes on after a wait has threads
 * apart from the tools', so that tools that hang hold up neither a decision nor a time limit.
 */
final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
  private static final int MOST_TOOLS = 512;
  private static final int MOST_GOING_ON = 64;
  private static final long RECORD_MILLIS = 200;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ExecutorService ownTools;
  private final Executor tools;
  private final ExecutorService goingOn;
  private final ScheduledThreadPoolExecutor timer;

  /** Runs tools on the host's executor if there is one. */
  Threads(@Nullable Executor hosts) {
    ThreadFactory factory = factory();
    this.ownTools = upTo(MOST_TOOLS, factory);
    this.tools = hosts == null ? ownTools : hosts;
    this.goingOn = upTo(MOST_GOING_ON, factory);
    this.timer = new ScheduledThreadPoolExecutor(1, factory);
    timer.setRemoveOnCancelPolicy(true);
  }

  private static ExecutorService upTo(int threads, ThreadFactory factory) {
    return new ThreadPoolExecutor(
        0, threads, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
  }

  private static ThreadFactory factory() {
    String prefix = "governance-" + NUMBER.incrementAndGet() + "-";
    AtomicInteger count = new AtomicInteger();
    ThreadFactory plain = Executors.defaultThreadFactory();
    return task -> {
      Thread thread = plain.newThread(task);
      thread.setDaemon(true);
      thread.setName(prefix + count.incrementAndGet());
      return thread;
    };
  }

  /** Whether the host has said where tools run. */
  boolean areHosts() {
    return tools != ownTools;
  }

  /** Where tools run. */
  Executor tools() {
    return tools;
  }

  /**
   * Runs something later, unless the governor is closed by then; returns what calls it off. Not on
   * the timer's own thread: what depends on it may block, and all other times wait behind it.
   */
  Runnable after(Duration delay, Runnable action) {
    try {
      Future<?> alarm = timer.schedule(() -> goOn(action), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> alarm.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  /**
   * Lets a call go on after the log or a time: on a thread of its own, or here when none is left.
   * Never on the host's executor, which may run it on the thread that ends the wait.
   */
  void goOn(Runnable rest) {
    execute(goingOn, rest);
  }

  /**
   * Visits a store that may take its time: on a thread that otherwise runs tools, since those on
   * which calls go on must stay free for time limits and decisions; here when none is left.
   */
  void visit(Runnable store) {
    execute(ownTools, store);
  }

  /** Lets a call go on after a person: where tools run, if the host has said where that is. */
  void resume(Runnable rest) {
    execute(areHosts() ? tools : goingOn, rest);
  }

  private static void execute(Executor executor, Runnable rest) {
    try {
      executor.execute(rest);
    } catch (RejectedExecutionException e) {
      rest.run();
    }
  }

  /** Ends the threads; waits shortly for what goes on, which has only its denial to record. */
  void close() {
    timer.shutdownNow();
    ownTools.shutdownNow();
    goingOn.shutdown();
    try {
      if (!goingOn.awaitTermination(RECORD_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("what depends on calls is still busy; the log is closed without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
