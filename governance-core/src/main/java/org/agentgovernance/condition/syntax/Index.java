package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access by position or key, {@code operand[key]}.
 *
 * @param operand a list or a map
 * @param key the position or the key
 * @param span where it stands
 */
public record Index(Expression operand, Expression key, Span span) implements Expression {
  @Override
  public List<Expression> children() {
    return List.of(operand, key);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitIndex(this);
  }
}
