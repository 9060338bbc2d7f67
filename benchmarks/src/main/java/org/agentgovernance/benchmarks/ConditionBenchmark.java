package org.agentgovernance.benchmarks;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.condition.Condition;
import org.agentgovernance.condition.ConditionEnvironment;
import org.agentgovernance.condition.ConditionResult;
import org.agentgovernance.condition.ConditionType;
import org.agentgovernance.condition.Explanation;
import org.agentgovernance.condition.Variables;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.projectnessie.cel.checker.Decls;
import org.projectnessie.cel.tools.Script;
import org.projectnessie.cel.tools.ScriptException;
import org.projectnessie.cel.tools.ScriptHost;

/** One rule on one call, ours beside two CEL libraries; the account is the last of ten. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ConditionBenchmark {
  private static final String RULE = "args.amount <= 100.0 && args.account in user.accounts";

  private final Map<String, Object> args = new HashMap<>();
  private final Map<String, Object> user = new HashMap<>();
  private final Map<String, Object> both = new HashMap<>();
  private final Variables variables = index -> index == 0 ? args : user;
  private final ConditionEnvironment environment;
  private final Condition condition;
  private final CelRuntime.Program reference;
  private final CelRuntime.Program planned;
  private final Script script;

  /** Compiles the rule for each library. */
  @SuppressWarnings("InlineMeInliner") // The runtime that is deployed today is measured too.
  public ConditionBenchmark() {
    List<String> accounts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      accounts.add("A-" + i);
    }
    args.put("amount", 42.0);
    args.put("account", "A-" + (accounts.size() - 1));
    user.put("accounts", accounts);
    both.put("args", args);
    both.put("user", user);
    Map<String, Object> schema =
        Map.of(
            "type",
            "object",
            "properties",
            Map.of("amount", Map.of("type", "number"), "account", Map.of("type", "string")));
    ConditionType userType =
        ConditionType.object(Map.of("accounts", ConditionType.list(ConditionType.STRING)), false);
    environment =
        ConditionEnvironment.builder()
            .variable("args", ConditionType.fromJsonSchema(schema))
            .variable("user", userType)
            .build();
    condition = Condition.compile(RULE, environment);
    try {
      MapType map = MapType.create(SimpleType.STRING, SimpleType.DYN);
      CelCompiler compiler =
          CelCompilerFactory.standardCelCompilerBuilder()
              .setOptions(CelOptions.current().build())
              .addVar("args", map)
              .addVar("user", map)
              .build();
      reference =
          CelRuntimeFactory.standardCelRuntimeBuilder()
              .build()
              .createProgram(compiler.compile(RULE).getAst());
      planned =
          CelRuntimeFactory.plannerRuntimeBuilder()
              .build()
              .createProgram(compiler.compile(RULE).getAst());
      script =
          ScriptHost.newBuilder()
              .build()
              .buildScript(RULE)
              .withDeclarations(
                  Decls.newVar("args", Decls.newMapType(Decls.String, Decls.Dyn)),
                  Decls.newVar("user", Decls.newMapType(Decls.String, Decls.Dyn)))
              .build();
      boolean agree =
          condition.test(variables).isTrue()
              && Boolean.TRUE.equals(reference.eval(both))
              && Boolean.TRUE.equals(planned.eval(both))
              && script.execute(Boolean.class, both);
      if (!agree) {
        throw new IllegalStateException("the libraries do not agree");
      }
    } catch (CelValidationException | CelEvaluationException | ScriptException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ours. */
  @Benchmark
  public ConditionResult test() {
    return condition.test(variables);
  }

  /** Ours, with the reasons. */
  @Benchmark
  public Explanation explain() {
    return condition.explain(variables);
  }

  /** Ours, from source to closures. */
  @Benchmark
  public Condition compile() {
    return Condition.compile(RULE, environment);
  }

  /** dev.cel with its classic runtime. */
  @Benchmark
  public Object devCel() throws Exception {
    return reference.eval(both);
  }

  /** dev.cel with the runtime that succeeds it. */
  @Benchmark
  public Object devCelPlanner() throws Exception {
    return planned.eval(both);
  }

  /** The Nessie project's library. */
  @Benchmark
  public Boolean nessie() throws Exception {
    return script.execute(Boolean.class, both);
  }
}
