package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A choice, {@code condition ? whenTrue : whenFalse}.
 *
 * @param condition what decides
 * @param whenTrue the value if it is true
 * @param whenFalse the value if it is false
 * @param span where it stands
 */
public record Conditional(
    Expression condition, Expression whenTrue, Expression whenFalse, Span span)
    implements Expression {
  @Override
  public List<Expression> children() {
    return List.of(condition, whenTrue, whenFalse);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitConditional(this);
  }
}
