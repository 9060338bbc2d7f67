package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain of {@code &&} or of {@code ||}: {@code a && b && c} is one node with three operands.
 *
 * @param operator which one
 * @param operands at least two, in order
 * @param span where it stands
 */
public record Logical(Logical.Operator operator, List<Expression> operands, Span span)
    implements Expression {
  /** Copies the list. */
  public Logical {
    operands = List.copyOf(operands);
  }

  /** The logical operators. */
  public enum Operator {
    /** {@code &&}. */
    AND("&&"),
    /** {@code ||}. */
    OR("||");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /**
     * Returns how it is written.
     *
     * @return the symbol
     */
    public String symbol() {
      return symbol;
    }
  }

  @Override
  public List<Expression> children() {
    return operands;
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitLogical(this);
  }
}
