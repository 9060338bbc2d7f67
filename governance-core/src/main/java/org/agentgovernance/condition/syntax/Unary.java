package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation on one value.
 *
 * @param operator which one
 * @param operand the value
 * @param span where it stands
 */
public record Unary(Unary.Operator operator, Expression operand, Span span) implements Expression {
  /** The operators on one value. */
  public enum Operator {
    /** Logical not. */
    NOT("!"),
    /** Arithmetic negation. */
    NEGATE("-");

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
    return List.of(operand);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitUnary(this);
  }
}
