package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A local name for a value, {@code cel.bind(name, value, body)}.
 *
 * @param name the local name
 * @param value what it stands for
 * @param body where it may be used
 * @param span where it stands
 */
public record Binding(String name, Expression value, Expression body, Span span)
    implements Expression {
  @Override
  public List<Expression> children() {
    return List.of(value, body);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitBinding(this);
  }
}
