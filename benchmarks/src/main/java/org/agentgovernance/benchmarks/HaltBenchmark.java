package org.agentgovernance.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.StopReport;
import org.agentgovernance.rollout.Stopping;
import org.agentgovernance.rollout.Target;

/**
 * The time to stop: a thousand sessions call without end, each with a call in flight, and
 * everything is halted. Taken from the moment before {@code halt} is called: to the last tool that
 * starts, to the return of {@code halt}, and to the last call that ends for its caller. The log and
 * the orders are files. A program rather than JMH, because each stop is one event with a
 * distribution.
 *
 * <p>Argument: the number of stops, 200 by default. A tool answers after 20 to 120 milliseconds.
 */
public final class HaltBenchmark {
  private static final int SESSIONS = 1000;
  private static final int WARM = 20;
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "halt", "version": "1.0.0"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [{"name": "t", "version": "1.0.0", "effect": "write", "inputSchema": true}],
       "permissions": [{"id": "p", "tools": ["t"], "verdict": "permit"}],
       "audit": {"durability": "async"}}
      """;

  private final ScheduledExecutorService answers = Executors.newScheduledThreadPool(1);
  private final ExecutorService toolThreads = Executors.newFixedThreadPool(4);
  private final AtomicLong lastStart = new AtomicLong();
  private final AtomicLong starts = new AtomicLong();

  private HaltBenchmark() {}

  /**
   * Runs it and prints the figures.
   *
   * @param arguments the number of stops
   * @throws Exception when the machine does not play along
   */
  public static void main(String[] arguments) throws Exception {
    int stops = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("halt");
    HaltBenchmark benchmark = new HaltBenchmark();
    try {
      benchmark.run(directory, stops);
    } finally {
      benchmark.answers.shutdownNow();
      benchmark.toolThreads.shutdownNow();
      delete(directory);
    }
  }

  @SuppressWarnings(
      "FutureReturnValueIgnored") // the governor waits for the stage that a tool returns
  private Object tool() {
    long now = System.nanoTime();
    lastStart.accumulateAndGet(now, Math::max);
    starts.incrementAndGet();
    CompletableFuture<Object> answer = new CompletableFuture<>();
    ScheduledFuture<?> unused =
        answers.schedule(
            () -> answer.complete("done"),
            ThreadLocalRandom.current().nextInt(20, 120),
            TimeUnit.MILLISECONDS);
    return answer;
  }

  private void run(Path directory, int stops) throws Exception {
    double[] toLastStart = new double[stops];
    double[] toReturn = new double[stops];
    double[] toLastCall = new double[stops];
    long inFlight = 0;
    try (Governor governor =
        Governor.of(Manifest.parse(MANIFEST, "halt.json"))
            .audit(AuditLog.open(directory.resolve("audit")))
            .control(ControlStore.file(directory.resolve("control/orders.json")))
            .executor(toolThreads)
            .tool("t", args -> tool())
            .open()) {
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        sessions.add(
            governor
                .session(PrincipalVerifier.attestedByHost("bench"), Subject.of("u" + i))
                .open());
      }
      for (int i = -WARM; i < stops; i++) {
        CountDownLatch ended = new CountDownLatch(SESSIONS);
        long goal = starts.get() + 3 * SESSIONS;
        sessions.forEach(session -> again(session, ended));
        while (starts.get() < goal) {
          Thread.onSpinWait();
        }
        long start = System.nanoTime();
        Stopping stopping = governor.control().halt(Target.all(), "measured", Subject.of("ops"));
        long returned = System.nanoTime();
        StopReport report = stopping.report().toCompletableFuture().get(1, TimeUnit.MINUTES);
        ended.await();
        governor.control().lift(stopping.order().id(), "next", Subject.of("ops"));
        if (i >= 0) {
          toLastStart[i] = Math.max(0, lastStart.get() - start) / 1e6;
          toReturn[i] = (returned - start) / 1e6;
          toLastCall[i] = report.toLastCall().toNanos() / 1e6;
          inFlight += stopping.inFlight();
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d stops, %d sessions, %d calls in flight on average; ms: p50, p99, max%n",
        stops,
        SESSIONS,
        inFlight / stops);
    print("to the last tool that started", toLastStart);
    print("to the return of halt", toReturn);
    print("to the end of the last call", toLastCall);
  }

  private static void again(Session session, CountDownLatch ended) {
    CompletionStage<Void> unused =
        session.callAsync("t", Map.of()).thenAcceptAsync(result -> next(session, result, ended));
  }

  private static void next(Session session, CallResult result, CountDownLatch ended) {
    if (result.succeeded()) {
      again(session, ended);
    } else if (result.code().value().equals("control.halted")) {
      ended.countDown();
    } else {
      throw new IllegalStateException(result.forOperator());
    }
  }

  private static void print(String what, double[] millis) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        "%-32s %8.2f %8.2f %8.2f%n",
        what,
        sorted[sorted.length / 2],
        sorted[(int) Math.ceil(sorted.length * 0.99) - 1],
        sorted[sorted.length - 1]);
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
