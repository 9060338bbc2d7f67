package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A macro that visits the elements of a list or the keys of a map, such as {@code range.all(x, x >
 * 0)} or, with two names, {@code range.all(i, x, x > i)}.
 *
 * @param macro which one
 * @param range the list or map that is visited
 * @param variable the name of the element or key, or of the position or key if there is a second
 *     name
 * @param second the name of the element or value, or null
 * @param filter the condition of {@code map} and {@code transform…} that have one, or null
 * @param body the predicate or the new value
 * @param span where it stands
 */
public record Comprehension(
    Comprehension.Macro macro,
    Expression range,
    String variable,
    @Nullable String second,
    @Nullable Expression filter,
    Expression body,
    Span span)
    implements Expression {
  /** The macros. */
  public enum Macro {
    /** True if the predicate holds for every element. */
    ALL("all"),
    /** True if the predicate holds for at least one element. */
    EXISTS("exists"),
    /** True if the predicate holds for exactly one element. */
    EXISTS_ONE("exists_one"),
    /** The elements for which the predicate holds. */
    FILTER("filter"),
    /** A new value for each element. */
    MAP("map"),
    /** A new list, with position and element at hand. */
    TRANSFORM_LIST("transformList"),
    /** A new map with the same keys, with key and value at hand. */
    TRANSFORM_MAP("transformMap");

    private final String symbol;

    Macro(String symbol) {
      this.symbol = symbol;
    }

    /**
     * Returns its name in the one-variable form.
     *
     * @return the name
     */
    public String symbol() {
      return symbol;
    }
  }

  @Override
  public List<Expression> children() {
    return filter == null ? List.of(range, body) : List.of(range, filter, body);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitComprehension(this);
  }
}
