package org.agentgovernance.condition;

import org.agentgovernance.condition.ConditionType.Kind;
import org.agentgovernance.condition.syntax.Binary;
import org.agentgovernance.condition.syntax.Call;
import org.agentgovernance.condition.syntax.Comprehension;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.ExpressionVisitor;

/**
 * The worst-case cost of a condition: one unit for each operation, each element visited and each 16
 * characters read. Sizes come from the schema; where it gives none, the environment's assumption.
 */
final class CostEstimate implements ExpressionVisitor<Long> {
  /** Far above any limit, far below what overflows when multiplied with a size. */
  private static final long MOST = 1L << 60;

  private final Typing typing;
  private final int assumedSize;

  private CostEstimate(Typing typing, int assumedSize) {
    this.typing = typing;
    this.assumedSize = assumedSize;
  }

  static long of(Expression root, Typing typing, ConditionEnvironment environment) {
    return root.accept(new CostEstimate(typing, environment.assumedSize()));
  }

  private static long plus(long a, long b) {
    return Math.min(MOST, a + b);
  }

  private static long times(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? MOST : Math.min(MOST, a * b);
  }

  private long size(Expression expression) {
    return size(typing.type(expression));
  }

  private long size(ConditionType type) {
    return type.maxSize() >= 0 ? type.maxSize() : assumedSize;
  }

  private static long text(long characters) {
    return characters / 16 + 1;
  }

  /** The parts, and one for the operation itself. */
  private long parts(Expression expression) {
    long sum = 1;
    for (Expression child : expression.children()) {
      sum = plus(sum, child.accept(this));
    }
    return sum;
  }

  @Override
  public Long visitOther(Expression expression) {
    return parts(expression);
  }

  @Override
  public Long visitBinary(Binary binary) {
    long parts = parts(binary);
    ConditionType left = typing.type(binary.left());
    ConditionType right = typing.type(binary.right());
    switch (binary.operator()) {
      case ADD:
        boolean lists = left.kind() == Kind.LIST || right.kind() == Kind.LIST;
        boolean texts = left.kind() == Kind.STRING || right.kind() == Kind.STRING;
        long sizes = plus(size(left), size(right));
        return plus(parts, lists ? sizes : texts ? text(sizes) : 0);
      case SUBTRACT:
      case MULTIPLY:
      case DIVIDE:
      case MODULO:
        return parts;
      case IN:
        return plus(
            parts,
            right.isMapLike() ? 0 : times(size(right), comparison(left, right.element(), 0)));
      default:
        return plus(parts, comparison(left, right, 0));
    }
  }

  /**
   * What comparing two values visits: both must have it, so the smaller counts. Texts count one;
   * long ones are charged when it runs.
   */
  private long comparison(ConditionType left, ConditionType right, int depth) {
    if (isScalar(left) || isScalar(right) || depth > 3) {
      return 1;
    }
    long size = Math.min(size(left), size(right));
    if (left.kind() == Kind.LIST && right.kind() == Kind.LIST) {
      return times(size, plus(1, comparison(left.element(), right.element(), depth + 1)));
    }
    return size;
  }

  private static boolean isScalar(ConditionType type) {
    switch (type.kind()) {
      case DYN:
      case LIST:
      case MAP:
      case OBJECT:
        return false;
      default:
        return true;
    }
  }

  @Override
  public Long visitCall(Call call) {
    long parts = parts(call);
    if (!(typing.meaning(call) instanceof Function function)) {
      return parts;
    }
    Expression target = call.target();
    boolean method = target != null && function.equals(Function.method(call.name()));
    Expression first =
        method ? target : call.arguments().isEmpty() ? null : call.arguments().get(0);
    if (first == null) {
      return parts;
    }
    long size = size(first);
    switch (function) {
      case SETS_CONTAINS:
      case SETS_INTERSECTS:
        return plus(parts, times(size, size(call.arguments().get(1))));
      case SETS_EQUIVALENT:
        return plus(parts, times(2, times(size, size(call.arguments().get(1)))));
      case JOIN:
      case SPLIT:
      case REPLACE:
        return plus(parts, size);
      case GREATEST:
      case LEAST:
        return plus(parts, typing.type(first).kind() == Kind.LIST ? size : 1);
      case MATCHES:
      case MATCHES_OF:
        return plus(parts, times(text(size), 8));
      default:
        return plus(parts, typing.type(first).kind() == Kind.STRING ? text(size) : 1);
    }
  }

  @Override
  public Long visitComprehension(Comprehension loop) {
    long once = plus(1, loop.body().accept(this));
    Expression filter = loop.filter();
    if (filter != null) {
      once = plus(once, filter.accept(this));
    }
    return plus(plus(1, loop.range().accept(this)), times(size(loop.range()), once));
  }
}
