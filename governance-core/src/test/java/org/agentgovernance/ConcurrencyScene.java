package org.agentgovernance;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.agentgovernance.Scene.Mode;

/** A tool that runs until it is let go, under a cap, and calls of it that may have to wait. */
abstract class ConcurrencyScene {
  static final String FIND = "\"name\": \"find\", \"effect\": \"read\"";
  final Semaphore go = new Semaphore(0);
  final CountDownLatch begun = new CountDownLatch(1);
  final AtomicInteger now = new AtomicInteger();
  final AtomicInteger most = new AtomicInteger();
  final AtomicInteger ran = new AtomicInteger();

  /** Runs until it is let go, and counts how many do so at once. */
  Object work() throws InterruptedException {
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    begun.countDown();
    try {
      go.acquire();
      ran.incrementAndGet();
      return "found";
    } finally {
      now.decrementAndGet();
    }
  }

  Harbour harbour(String limits, String tool) {
    return harbour(limits, tool, b -> b);
  }

  Harbour harbour(String limits, String tool, UnaryOperator<GovernorBuilder> more) {
    return new Harbour(
        Harbour.manifest(limits, FIND + tool), b -> more.apply(b.tool("find", args -> work())));
  }

  static String cap(String more) {
    return ", \"concurrency\": {\"permits\": 1" + more + "}";
  }

  static CompletableFuture<CallResult> async(Session session) {
    return session.callAsync("find", Map.of()).toCompletableFuture();
  }

  /** A call in whichever way, on a thread that may wait. */
  static CompletableFuture<CallResult> start(Mode mode, Session session) {
    if (mode == Mode.ASYNC) {
      return async(session);
    }
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    new Thread(() -> result.complete(session.call("find", Map.of())), "caller").start();
    return result;
  }

  static CallResult end(CompletableFuture<CallResult> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS);
  }

  static String counter(Session session) {
    return session.explain("find", Map.of()).steps().stream()
        .filter(step -> step.interceptor().equals("concurrency"))
        .map(step -> String.join(", ", step.counters().values()))
        .findFirst()
        .orElseThrow();
  }

  static void until(Session session, String counter) {
    while (!counter(session).equals(counter)) {
      Thread.onSpinWait();
    }
  }
}
