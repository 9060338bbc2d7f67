package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An arithmetic operation, a comparison or a membership test.
 *
 * @param operator which one
 * @param left the left operand
 * @param right the right operand
 * @param span where it stands
 */
public record Binary(Binary.Operator operator, Expression left, Expression right, Span span)
    implements Expression {
  /** The operators on two values, except the logical ones. */
  public enum Operator {
    /** {@code +}. */
    ADD("+"),
    /** {@code -}. */
    SUBTRACT("-"),
    /** {@code *}. */
    MULTIPLY("*"),
    /** {@code /}. */
    DIVIDE("/"),
    /** {@code %}. */
    MODULO("%"),
    /** {@code ==}. */
    EQUAL("=="),
    /** {@code !=}. */
    NOT_EQUAL("!="),
    /** {@code <}. */
    LESS("<"),
    /** {@code <=}. */
    LESS_OR_EQUAL("<="),
    /** {@code >}. */
    GREATER(">"),
    /** {@code >=}. */
    GREATER_OR_EQUAL(">="),
    /** {@code in}. */
    IN("in");

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
    return List.of(left, right);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitBinary(this);
  }
}
