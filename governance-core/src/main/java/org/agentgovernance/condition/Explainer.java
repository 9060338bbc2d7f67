package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.condition.syntax.Conditional;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Logical;
import org.agentgovernance.condition.syntax.Unary;

/** Finds the parts that decided by evaluating the operands of the outer logic one by one. */
final class Explainer {
  private final ConditionEnvironment environment;
  private final Typing typing;
  private final Part root;

  Explainer(String source, Expression syntax, Typing typing, ConditionEnvironment environment) {
    this.environment = environment;
    this.typing = typing;
    this.root = part(source, syntax);
  }

  /** An operand of the outer logic; an atom has no operands. */
  private record Part(Expression expression, Node node, List<Part> operands, AtomText text) {}

  private Part part(String source, Expression expression) {
    List<Part> operands = new ArrayList<>();
    boolean logic =
        expression instanceof Logical
            || expression instanceof Conditional
            || (expression instanceof Unary unary && unary.operator() == Unary.Operator.NOT);
    if (logic) {
      for (Expression child : expression.children()) {
        operands.add(part(source, child));
      }
    }
    Node node = Compiler.compile(expression, typing, null);
    AtomText text = new AtomText(source, expression, typing, environment.sensitive());
    return new Part(expression, node, operands, text);
  }

  Explanation explain(ConditionResult result, Variables variables) {
    List<Explanation.Clause> clauses = new ArrayList<>();
    try {
      decide(root, variables, clauses);
    } catch (Throwable e) {
      Boundary.failed(e);
      clauses.clear();
    }
    return new Explanation(result, clauses);
  }

  private ConditionResult test(Part part, Variables variables) {
    try {
      return ConditionResult.of(part.node.bool(frame(variables)));
    } catch (EvalError e) {
      return ConditionResult.error(e.code, e.text());
    } catch (Throwable e) {
      return Boundary.failed(e);
    }
  }

  private Frame frame(Variables variables) {
    return new Frame(variables, typing.locals(), environment.iterationLimit());
  }

  private void decide(Part part, Variables variables, List<Explanation.Clause> clauses) {
    Expression expression = part.expression;
    if (expression instanceof Logical logical) {
      chain(part, logical.operator() == Logical.Operator.OR, variables, clauses);
    } else if (expression instanceof Unary && !part.operands.isEmpty()) {
      decide(part.operands.get(0), variables, clauses);
    } else if (expression instanceof Conditional) {
      decide(part.operands.get(0), variables, clauses);
      ConditionResult choice = test(part.operands.get(0), variables);
      if (!choice.isError()) {
        decide(part.operands.get(choice.isTrue() ? 1 : 2), variables, clauses);
      }
    } else {
      ConditionResult own = test(part, variables);
      String text = part.text.with(frame(variables));
      int start = expression.span().start();
      clauses.add(new Explanation.Clause(text, start, expression.span().length(), own));
    }
  }

  /** The first operand that decides alone; else those that failed; else all. */
  private void chain(
      Part part, boolean deciding, Variables variables, List<Explanation.Clause> clauses) {
    List<Part> failed = new ArrayList<>();
    for (Part operand : part.operands) {
      ConditionResult result = test(operand, variables);
      if (result == ConditionResult.of(deciding)) {
        decide(operand, variables, clauses);
        return;
      }
      if (result.isError()) {
        failed.add(operand);
      }
    }
    for (Part operand : failed.isEmpty() ? part.operands : failed) {
      decide(operand, variables, clauses);
    }
  }
}
