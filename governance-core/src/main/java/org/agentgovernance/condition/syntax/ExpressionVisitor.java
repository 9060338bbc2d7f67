package org.agentgovernance.condition.syntax;

import org.jspecify.annotations.Nullable;

/**
 * What to do for each kind of node. Every method delegates to {@link #visitOther} unless it is
 * overridden; a visitor walks into {@link Expression#children()} itself.
 *
 * @param <R> the result
 */
public interface ExpressionVisitor<R extends @Nullable Object> {
  /**
   * Handles every kind of node that the visitor does not override.
   *
   * @param expression the node
   * @return the result
   */
  R visitOther(Expression expression);

  /**
   * Visits a constant.
   *
   * @param literal the node
   * @return the result
   */
  default R visitLiteral(Literal literal) {
    return visitOther(literal);
  }

  /**
   * Visits a name.
   *
   * @param identifier the node
   * @return the result
   */
  default R visitIdentifier(Identifier identifier) {
    return visitOther(identifier);
  }

  /**
   * Visits {@code operand.field}.
   *
   * @param select the node
   * @return the result
   */
  default R visitSelect(Select select) {
    return visitOther(select);
  }

  /**
   * Visits {@code has(operand.field)}.
   *
   * @param presence the node
   * @return the result
   */
  default R visitPresence(Presence presence) {
    return visitOther(presence);
  }

  /**
   * Visits {@code operand[key]}.
   *
   * @param index the node
   * @return the result
   */
  default R visitIndex(Index index) {
    return visitOther(index);
  }

  /**
   * Visits {@code !a} or {@code -a}.
   *
   * @param unary the node
   * @return the result
   */
  default R visitUnary(Unary unary) {
    return visitOther(unary);
  }

  /**
   * Visits an arithmetic operation, a comparison or {@code in}.
   *
   * @param binary the node
   * @return the result
   */
  default R visitBinary(Binary binary) {
    return visitOther(binary);
  }

  /**
   * Visits a chain of {@code &&} or of {@code ||}.
   *
   * @param logical the node
   * @return the result
   */
  default R visitLogical(Logical logical) {
    return visitOther(logical);
  }

  /**
   * Visits {@code condition ? a : b}.
   *
   * @param conditional the node
   * @return the result
   */
  default R visitConditional(Conditional conditional) {
    return visitOther(conditional);
  }

  /**
   * Visits a function call.
   *
   * @param call the node
   * @return the result
   */
  default R visitCall(Call call) {
    return visitOther(call);
  }

  /**
   * Visits {@code [a, b]}.
   *
   * @param list the node
   * @return the result
   */
  default R visitList(ListLiteral list) {
    return visitOther(list);
  }

  /**
   * Visits a map between braces.
   *
   * @param map the node
   * @return the result
   */
  default R visitMap(MapLiteral map) {
    return visitOther(map);
  }

  /**
   * Visits {@code range.all(x, …)} and its relatives.
   *
   * @param comprehension the node
   * @return the result
   */
  default R visitComprehension(Comprehension comprehension) {
    return visitOther(comprehension);
  }

  /**
   * Visits {@code cel.bind(x, value, body)}.
   *
   * @param binding the node
   * @return the result
   */
  default R visitBinding(Binding binding) {
    return visitOther(binding);
  }
}
