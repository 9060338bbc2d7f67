package org.agentgovernance.benchmarks;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.identity.PrincipalVerifier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A decision with all eight controls and no condition. {@code decide} asks about one call again and
 * again: its arguments were validated once, as in a chain that is walked again after an approval.
 * {@code decideNewArguments} has new, already parsed arguments each time, so it includes the
 * schema.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DecideBenchmark {
  /** Rules in the manifest, each for a tool of its own. */
  @Param({"10", "1000", "10000"})
  public int rules = 10;

  private Governor governor = open(1);
  private Session session = session(governor);
  private ToolCall call = call();
  private Map<String, Map<String, Predicate<ToolCall>>> nested = nested(1);

  private static Governor open(int rules) {
    return Governor.of(BenchmarkManifest.withRules(rules))
        .audit(AuditLog.inMemory())
        .tool(BenchmarkManifest.TOOL, args -> "ok")
        .open();
  }

  private static Session session(Governor governor) {
    return governor
        .session(PrincipalVerifier.attestedByHost("bench"), Subject.of("user-1"))
        .task("refund")
        .open();
  }

  private static ToolCall call() {
    return ToolCall.builder(BenchmarkManifest.TOOL)
        .arguments(Arguments.ofJson(BenchmarkManifest.ARGUMENTS))
        .build();
  }

  /** The floor: what a decision costs that knows one closure for each agent and tool. */
  private static Map<String, Map<String, Predicate<ToolCall>>> nested(int rules) {
    Map<String, Predicate<ToolCall>> tools = new HashMap<>();
    for (int i = 1; i < rules; i++) {
      tools.put("other.tool-" + i, call -> call.version() != null);
    }
    tools.put(BenchmarkManifest.TOOL, call -> call.malformed() == null);
    return Map.of("agent", tools);
  }

  /** Opens a governor with that many rules. */
  @Setup(Level.Trial)
  public void open() {
    governor.close();
    governor = open(rules);
    session = session(governor);
    call = call();
    nested = nested(rules);
    if (decide().verdict() != Verdict.PERMIT) {
      throw new IllegalStateException(session.explain(call).toString());
    }
  }

  /** Closes it. */
  @TearDown(Level.Trial)
  public void close() {
    governor.close();
  }

  /**
   * One call again and again.
   *
   * @return the decision
   */
  @Benchmark
  public Decision decide() {
    return session.decide(call);
  }

  /**
   * The floor, for comparison.
   *
   * @return whether the closure permits
   */
  @Benchmark
  public boolean nestedMap() {
    Predicate<ToolCall> rule = nested.getOrDefault("agent", Map.of()).get(call.tool());
    return rule != null && rule.test(call);
  }

  /**
   * New arguments each time.
   *
   * @return the decision
   */
  @Benchmark
  public Decision decideNewArguments() {
    return session.decide(
        ToolCall.of(BenchmarkManifest.TOOL, Arguments.of(call.arguments().asMap())));
  }
}
