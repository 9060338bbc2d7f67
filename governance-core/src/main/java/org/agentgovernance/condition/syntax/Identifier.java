package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name: a variable, or a type such as {@code int}.
 *
 * @param name the name as written
 * @param span where it stands
 */
public record Identifier(String name, Span span) implements Expression {
  @Override
  public List<Expression> children() {
    return List.of();
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitIdentifier(this);
  }
}
