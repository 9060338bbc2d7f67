package org.agentgovernance.condition;

import java.util.Objects;
import java.util.Set;
import org.agentgovernance.condition.ConditionType.Kind;
import org.agentgovernance.condition.syntax.Expression;
import org.jspecify.annotations.Nullable;

/**
 * A compiled condition. Immutable, free of side effects, safe to share between threads. It neither
 * reads files nor reflects nor calls into the host, except to read the values it was handed.
 *
 * <pre>{@code
 * ConditionEnvironment environment =
 *     ConditionEnvironment.builder().variable("args", ConditionType.fromJsonSchema(schema)).build();
 * Condition condition = Condition.compile("args.amount <= 100.0", environment);
 * boolean small = condition.test(index -> arguments).isTrue();
 * }</pre>
 */
public final class Condition {
  private final String source;
  private final Expression syntax;
  private final ConditionEnvironment environment;
  private final Typing typing;
  private final Node node;
  private final long cost;
  private volatile @Nullable Explainer explainer;

  private Condition(
      String source,
      Expression syntax,
      ConditionEnvironment environment,
      Typing typing,
      Node node,
      long cost) {
    this.source = source;
    this.syntax = syntax;
    this.environment = environment;
    this.typing = typing;
    this.node = node;
    this.cost = cost;
  }

  /**
   * Parses, checks and compiles a condition.
   *
   * @param source the expression
   * @param environment the variables and limits
   * @return the condition
   * @throws ConditionException with all problems, if it is no expression of the subset or cannot
   *     work in the environment; also if it is always true, always false, or too costly
   */
  public static Condition compile(String source, ConditionEnvironment environment) {
    return ParsedCondition.parse(source, environment.parseLimits()).compile(environment);
  }

  static Condition of(String source, Expression syntax, ConditionEnvironment environment) {
    Objects.requireNonNull(environment, "environment");
    Problems problems = new Problems(source);
    Typing typing = Checker.check(syntax, environment, problems);
    ConditionType type = typing.type(syntax);
    if (problems.isEmpty() && type.kind() != Kind.BOOL && !type.isDyn()) {
      String message = "a condition must be bool, not " + type;
      problems.add(syntax, Codes.NOT_BOOLEAN, message, "compare the value with something");
    }
    problems.throwIfAny();
    Node node = Compiler.compile(syntax, typing, problems);
    problems.throwIfAny();
    refuseConstant(node, syntax, problems);
    long cost = CostEstimate.of(syntax, typing, environment);
    if (cost > environment.costLimit()) {
      String message =
          "the worst case costs " + cost + " steps, more than " + environment.costLimit();
      String hint = "bound the lists in the schema (maxItems), or visit them fewer times";
      problems.add(syntax, Codes.COST, message, hint);
    }
    problems.throwIfAny();
    return new Condition(source, syntax, environment, typing, node, cost);
  }

  private static void refuseConstant(Node node, Expression syntax, Problems problems) {
    if (node instanceof AccessNodes.Constant constant) {
      boolean truth = Boolean.TRUE.equals(constant.value);
      problems.add(
          syntax,
          truth ? Codes.ALWAYS_TRUE : Codes.ALWAYS_FALSE,
          "this is always " + (truth ? "true" : "false") + ", whatever the call",
          truth ? "leave the condition out" : "remove the rule");
    }
  }

  /**
   * Evaluates the condition. Never throws: whatever goes wrong, the host's own containers included,
   * is an error in the result. True and false allocate only the evaluation's small state.
   *
   * @param variables the values, as {@link Variables} describes them
   * @return true, false or an error
   */
  public ConditionResult test(Variables variables) {
    try {
      Frame frame = new Frame(variables, typing.locals(), environment.iterationLimit());
      return ConditionResult.of(node.bool(frame));
    } catch (EvalError e) {
      return ConditionResult.error(e.code, e.text());
    } catch (Throwable e) {
      return Boundary.failed(e);
    }
  }

  /**
   * Evaluates the condition and says which parts decided, with the values they saw, except values
   * of sensitive fields. Slower than {@link #test}; never throws.
   *
   * @param variables the values, as {@link Variables} describes them
   * @return the result with its reasons
   */
  public Explanation explain(Variables variables) {
    Explainer prepared = explainer;
    if (prepared == null) {
      prepared = new Explainer(source, syntax, typing, environment);
      explainer = prepared;
    }
    return prepared.explain(test(variables), variables);
  }

  /**
   * Returns the text that was compiled.
   *
   * @return the source
   */
  public String source() {
    return source;
  }

  /**
   * Returns the syntax tree, so that tools need not parse again.
   *
   * @return the root
   */
  public Expression syntax() {
    return syntax;
  }

  /**
   * Returns what the condition was checked against.
   *
   * @return the environment
   */
  public ConditionEnvironment environment() {
    return environment;
  }

  /**
   * Returns the worst-case cost that was estimated at load.
   *
   * @return about one unit for each operation and each element visited
   */
  public long cost() {
    return cost;
  }

  /**
   * Returns which variables and fields the condition reads, such as {@code args.amount}: the
   * longest paths that are written out. Keys in brackets end a path unless they are text.
   *
   * @return the paths in the order in which they first appear
   */
  public Set<String> references() {
    return References.of(syntax, typing);
  }

  @Override
  public String toString() {
    return source;
  }
}
