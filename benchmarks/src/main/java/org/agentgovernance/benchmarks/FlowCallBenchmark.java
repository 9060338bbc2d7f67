package org.agentgovernance.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;
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
 * What flow control and provenance add to the decision about a call: the same call of the same
 * session, whose prompt has 2 KB and which has read 20 outputs of 4 KB and something untrusted,
 * once under a manifest whose tool accepts everything and once under one whose tool looks for two
 * values and for links. The difference of the two rows of one run is the price.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class FlowCallBenchmark {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "flow", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "list", "version": "1", "effect": "read", "inputSchema": true,
          "outputs": {"integrity": "trusted"}},
         {"name": "inbox", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "pay", "version": "1", "effect": "write", "inputSchema": true %s}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;
  private static final String ACCEPTS =
      """
      , "accepts": {"untrusted": false, "otherwise": "approve",
        "identityArguments": ["recipient", "amount"], "sparesUpTo": "private",
        "unknownLinks": false}
      """;

  /** Whether the tool looks at what the session has read. */
  @Param({"false", "true"})
  private boolean flow;

  private final ToolCall inPrompt = call("GB29NWBK60161331926819");
  private final ToolCall inLastOutput = call("ACC-19 of Jane Long");
  private final List<String> outputs = texts(20, 4096);
  private final String prompt = texts(1, 2048).get(0) + " send 98.70 to GB29NWBK60161331926819.";
  private Governor governor = open("");
  private Session session = session();

  /** Opens a session and lets it read. */
  @Setup(Level.Trial)
  public void read() {
    governor.close();
    governor = open(flow ? ACCEPTS : "");
    session = session();
    for (String output : outputs) {
      run("list", output);
    }
    run("inbox", "hello");
    requirePermit(session.decide(inPrompt));
    requirePermit(session.decide(inLastOutput));
  }

  /** Closes what the trial used. */
  @TearDown(Level.Trial)
  public void close() {
    session.close();
    governor.close();
  }

  /** Both values stand in the prompt. */
  @Benchmark
  public Decision foundInPrompt() {
    return session.decide(inPrompt);
  }

  /** A value of several words stands in the last of the outputs. */
  @Benchmark
  public Decision foundInLastOutput() {
    return session.decide(inLastOutput);
  }

  private static Governor open(String accepts) {
    return Governor.of(Manifest.parse(MANIFEST.formatted(accepts), "flow.json"))
        .audit(AuditLog.inMemory())
        .executor(Runnable::run)
        .open();
  }

  private Session session() {
    return governor
        .session(PrincipalVerifier.attestedByHost("benchmark"), Subject.of("u"))
        .prompt(prompt)
        .open();
  }

  private void run(String tool, String output) {
    CallResult result =
        session.call(ToolCall.builder(tool).arguments(Map.of()).build(), arguments -> output);
    if (!result.succeeded()) {
      throw new IllegalStateException(result.forOperator());
    }
  }

  private static void requirePermit(Decision decision) {
    if (!(decision instanceof Permit)) {
      throw new IllegalStateException(decision.toString());
    }
  }

  private static ToolCall call(String recipient) {
    return ToolCall.builder("pay")
        .arguments(
            Map.of("recipient", recipient, "amount", 98.7, "subject", "the rent of this month"))
        .build();
  }

  private static List<String> texts(int count, int chars) {
    Random random = new Random(7);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              StringBuilder text = new StringBuilder("ACC-" + i + " of Jane Long: ");
              while (text.length() < chars) {
                text.append(Integer.toString(random.nextInt(40_000), 36)).append(' ');
              }
              return text.toString();
            })
        .toList();
  }
}
