package org.agentgovernance.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole governed call on the calling thread: schema, rules, budget, rate, breaker, and two
 * records handed to the log's writer thread, which serialises, chains and writes them to a file.
 * Arguments are new each time and already parsed.
 *
 * <p>Calls come in batches with a pause for the writer, because a caller that does nothing but call
 * is faster than any disk; the pause is not measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 60, batchSize = CallBenchmark.BATCH)
@Measurement(iterations = 60, batchSize = CallBenchmark.BATCH)
@Fork(2)
public class CallBenchmark {
  /** Calls between two pauses; reported times are for a batch. */
  public static final int BATCH = 1000;

  private Path directory = Path.of("");
  private Governor governor = openInMemory();
  private Session session = session(governor);
  private Map<String, Object> arguments =
      Arguments.ofJson(BenchmarkManifest.ARGUMENTS).asMap();

  private static Governor openInMemory() {
    return Governor.of(BenchmarkManifest.withRules(1)).audit(AuditLog.inMemory()).open();
  }

  private static Session session(Governor governor) {
    return governor.session(Subject.of("user-1")).task("refund").open();
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
    if (!call().succeeded()) {
      throw new IllegalStateException(call().forOperator());
    }
  }

  /** Lets the writer catch up. */
  @TearDown(Level.Iteration)
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

  /**
   * The whole call.
   *
   * @return its result
   */
  @Benchmark
  public CallResult call() {
    return session.call(ToolCall.of(BenchmarkManifest.TOOL, Arguments.of(arguments)));
  }

  /**
   * Only what the benchmark itself does to have new arguments.
   *
   * @return the call
   */
  @Benchmark
  public ToolCall newArguments() {
    return ToolCall.of(BenchmarkManifest.TOOL, Arguments.of(arguments));
  }
}
