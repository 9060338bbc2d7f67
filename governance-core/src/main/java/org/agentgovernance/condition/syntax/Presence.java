package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A test whether a field is there, {@code has(operand.field)}.
 *
 * @param operand what the field would belong to
 * @param field the field's name, without backquotes
 * @param span where it stands
 */
public record Presence(Expression operand, String field, Span span) implements Expression {
  @Override
  public List<Expression> children() {
    return List.of(operand);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitPresence(this);
  }
}
