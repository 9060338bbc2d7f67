package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list, {@code [a, b]}.
 *
 * @param elements the elements in order
 * @param span where it stands
 */
public record ListLiteral(List<Expression> elements, Span span) implements Expression {
  /** Copies the list. */
  public ListLiteral {
    elements = List.copyOf(elements);
  }

  @Override
  public List<Expression> children() {
    return elements;
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitList(this);
  }
}
