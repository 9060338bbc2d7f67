package org.agentgovernance.condition.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map, written as keys and values between braces.
 *
 * @param entries the entries in order
 * @param span where it stands
 */
public record MapLiteral(List<MapLiteral.Entry> entries, Span span) implements Expression {
  /** Copies the list. */
  public MapLiteral {
    entries = List.copyOf(entries);
  }

  /**
   * One key with its value.
   *
   * @param key the key
   * @param value the value
   */
  public record Entry(Expression key, Expression value) {}

  private static List<Expression> parts(List<Entry> entries) {
    List<Expression> parts = new ArrayList<>(entries.size() * 2);
    for (Entry entry : entries) {
      parts.add(entry.key());
      parts.add(entry.value());
    }
    return List.copyOf(parts);
  }

  @Override
  public List<Expression> children() {
    return parts(entries);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitMap(this);
  }
}
