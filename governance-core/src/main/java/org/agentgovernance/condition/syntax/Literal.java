package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A constant.
 *
 * @param kind its type
 * @param value null for {@code NULL}; Boolean; Long for {@code INT} and, as the bits of an unsigned
 *     number, for {@code UINT}; Double; String; for {@code BYTES} a String with one char from 0 to
 *     255 for each byte
 * @param span where it stands
 */
public record Literal(Literal.Kind kind, @Nullable Object value, Span span) implements Expression {
  /** The types of constants. */
  public enum Kind {
    /** {@code null}. */
    NULL,
    /** {@code true} and {@code false}. */
    BOOL,
    /** A signed number of 64 bits. */
    INT,
    /** An unsigned number of 64 bits. */
    UINT,
    /** A binary floating point number of 64 bits. */
    DOUBLE,
    /** Text. */
    STRING,
    /** Bytes. */
    BYTES
  }

  @Override
  public List<Expression> children() {
    return List.of();
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitLiteral(this);
  }
}
