package org.agentgovernance.benchmarks;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.flow.Acceptance;
import org.agentgovernance.flow.Confidentiality;
import org.agentgovernance.flow.FlowControl;
import org.agentgovernance.flow.Integrity;
import org.agentgovernance.flow.OutputLabel;
import org.agentgovernance.interceptor.Interceptor;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The flow check with a prompt of 2 KB and 20 trusted outputs of 4 KB each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FlowBenchmark {
  private static final RuleRef REF = new RuleRef("pay", "agent.manifest.json:7:5");
  private static final Interceptor PAY =
      control(
          "pay",
          Integrity.TRUSTED,
          new Acceptance(
              false,
              Confidentiality.USER,
              Acceptance.Otherwise.APPROVE,
              List.of("recipient", "amount")));
  private static final Interceptor LIST = control("list", Integrity.TRUSTED, null);
  private static final Interceptor INBOX = control("inbox", Integrity.UNTRUSTED, null);

  private final List<String> outputs = texts(20, 4096);
  private final String prompt =
      texts(1, 2048).get(0) + " send 98.70 to GB29NWBK60161331926819, for Zoë's rent.";
  private final CallContext clean = context();
  private final CallContext tainted = context();
  private final ToolCall inPrompt = call("GB29NWBK60161331926819");
  private final ToolCall inLastOutput = call("ACC-19 of Jane Long");
  private final ToolCall beyondAscii = call("Zoë's rent");
  private final ToolCall nowhere = call("US133000000121212121212");

  /** Reads the outputs and builds the indexes. */
  @Setup
  public void read() {
    readAll(tainted);
    PAY.check(nowhere, tainted);
  }

  /** Nothing untrusted was read. */
  @Benchmark
  public Decision trustedSession() {
    return PAY.check(inPrompt, clean);
  }

  /** Both values stand in the prompt. */
  @Benchmark
  public Decision foundInPrompt() {
    return PAY.check(inPrompt, tainted);
  }

  /** A value of several words stands in the last output. */
  @Benchmark
  public Decision foundInLastOutput() {
    return PAY.check(inLastOutput, tainted);
  }

  /** A value that needs Unicode normalisation. */
  @Benchmark
  public Decision foundBeyondAscii() {
    return PAY.check(beyondAscii, tainted);
  }

  /** Searched everywhere, and the message for the person. */
  @Benchmark
  public Decision foundNowhere() {
    return PAY.check(nowhere, tainted);
  }

  /** A whole session's indexes: 22 calls, then the first check. */
  @Benchmark
  public Decision indexEverything() {
    CallContext context = context();
    readAll(context);
    return PAY.check(nowhere, context);
  }

  private void readAll(CallContext context) {
    for (String output : outputs) {
      run(LIST, context, output);
    }
    run(INBOX, context, "hello");
  }

  private static void run(Interceptor control, CallContext context, String output) {
    control
        .reserve(ToolCall.of("tool", Arguments.empty()), context)
        .settle(Outcome.succeeded(output, Usage.none(), 1));
  }

  private static ToolCall call(String recipient) {
    return ToolCall.of("pay", Arguments.of(Map.of("recipient", recipient, "amount", 98.7)));
  }

  private CallContext context() {
    return new CallContext(
        new Principal(Subject.of("u"), "agent", ""),
        "s",
        null,
        prompt,
        Map.of(),
        Clock.systemUTC());
  }

  private static Interceptor control(
      String tool, Integrity integrity, @Nullable Acceptance accepts) {
    return FlowControl.forTool(
        tool, new OutputLabel(integrity, Confidentiality.PUBLIC, Map.of()), accepts, "people", REF);
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
