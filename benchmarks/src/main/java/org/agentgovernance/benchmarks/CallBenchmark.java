package org.agentgovernance.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.identity.PrincipalVerifier;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A whole governed call on the calling thread: schema, rules, budget, rate, breaker, and two
 * records handed to the log's writer thread, which serialises, chains and writes them to a file.
 * Arguments are new each time and already parsed.
 *
 * <p>Calls come in batches with a pause for the writer, because a caller that does nothing but call
 * is faster than any disk; the pause is not measured. {@code callerBytes} over {@code calls} is
 * what the calling thread allocates; the profiler's figure counts the writer too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class CallBenchmark {
  /** Calls between two pauses. */
  public static final int BATCH = 1000;

  /** What the calling thread allocates. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Caller {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Bytes allocated by the calling thread. */
    public long callerBytes;

    /** Calls in which it did so. */
    public long calls;

    void count(long before) {
      callerBytes += THREADS.getCurrentThreadAllocatedBytes() - before;
      calls += BATCH;
    }

    static long now() {
      return THREADS.getCurrentThreadAllocatedBytes();
    }
  }

  private Path directory = Path.of("");
  private Governor governor = openInMemory();
  private Session session = session(governor);
  private Map<String, Object> arguments = Arguments.ofJson(BenchmarkManifest.ARGUMENTS).asMap();

  private static Governor openInMemory() {
    return Governor.of(BenchmarkManifest.withRules(1)).audit(AuditLog.inMemory()).open();
  }

  private static Session session(Governor governor) {
    return governor
        .session(PrincipalVerifier.attestedByHost("bench"), Subject.of("user-1"))
        .task("refund")
        .open();
  }

  /**
   * Opens a governor with a log in a temporary directory.
   *
   * @throws IOException when the directory cannot be made
   */
  @Setup(Level.Trial)
  public void open() throws IOException {
    governor.close();
    directory = Files.createTempDirectory("governance-benchmark");
    governor =
        Governor.of(BenchmarkManifest.withRules(100))
            .audit(AuditLog.open(directory))
            .tool(BenchmarkManifest.TOOL, args -> "ok")
            .open();
    session = session(governor);
    CallResult first = session.call(newCall());
    if (!first.succeeded()) {
      throw new IllegalStateException(first.forOperator());
    }
  }

  /** Lets the writer catch up. */
  @TearDown(Level.Invocation)
  public void flush() {
    governor.audit().flush();
  }

  /**
   * Closes the governor and removes its log.
   *
   * @throws IOException when a file cannot be removed
   */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    governor.close();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(CallBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ToolCall newCall() {
    return ToolCall.of(BenchmarkManifest.TOOL, Arguments.of(arguments));
  }

  /**
   * Whole calls.
   *
   * @param caller counts what this thread allocates
   * @param hole takes the results
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void call(Caller caller, Blackhole hole) {
    long before = Caller.now();
    for (int i = 0; i < BATCH; i++) {
      hole.consume(session.call(newCall()));
    }
    caller.count(before);
  }

  /**
   * Only what the benchmark itself does to have new arguments.
   *
   * @param caller counts what this thread allocates
   * @param hole takes the results
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void newArguments(Caller caller, Blackhole hole) {
    long before = Caller.now();
    for (int i = 0; i < BATCH; i++) {
      hole.consume(newCall());
    }
    caller.count(before);
  }
}
