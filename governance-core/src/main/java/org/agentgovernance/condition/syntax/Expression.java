package org.agentgovernance.condition.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the syntax tree. Nodes are records: equal when they and all their parts, positions
 * included, are equal. To compare two conditions without positions, compare {@link #canonical()}.
 */
public sealed interface Expression
    permits Binary,
        Binding,
        Call,
        Comprehension,
        Conditional,
        Identifier,
        Index,
        ListLiteral,
        Literal,
        Logical,
        MapLiteral,
        Presence,
        Select,
        Unary {

  /**
   * Returns where the node stands in the source, without parentheses around it.
   *
   * @return the position
   */
  Span span();

  /**
   * Returns the direct parts of this node in the order in which they are written.
   *
   * @return an immutable list; empty for a leaf
   */
  List<Expression> children();

  /**
   * Calls the visitor's method for this kind of node.
   *
   * @param visitor what to do for each kind
   * @param <R> what the visitor returns
   * @return what the visitor returned
   */
  <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor);

  /**
   * Writes the expression in one fixed style: single spaces, double quotes, only the parentheses
   * that are needed. Two expressions with equal canonical text have the same tree.
   *
   * @return CEL source that parses to the same tree
   */
  default String canonical() {
    return CanonicalText.of(this);
  }
}
