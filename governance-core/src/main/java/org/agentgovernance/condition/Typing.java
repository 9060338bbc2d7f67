package org.agentgovernance.condition;

import java.util.IdentityHashMap;
import org.agentgovernance.condition.syntax.Expression;
import org.jspecify.annotations.Nullable;

/** What the checker found out about each node: its type, and what its name stands for. */
final class Typing {
  /** A variable of the environment. */
  record Global(int index, String name) {}

  /** A local name of a macro. */
  record Local(int slot) {}

  private final IdentityHashMap<Expression, ConditionType> types = new IdentityHashMap<>();
  private final IdentityHashMap<Expression, Object> meanings = new IdentityHashMap<>();
  private int locals;

  ConditionType type(Expression expression) {
    ConditionType type = types.get(expression);
    return type == null ? ConditionType.DYN : type;
  }

  ConditionType put(Expression expression, ConditionType type) {
    types.put(expression, type);
    return type;
  }

  /** A {@link Global}, {@link Local}, {@link TypeValue}, {@link Function} or pattern. */
  @Nullable Object meaning(Expression expression) {
    return meanings.get(expression);
  }

  void mean(Expression expression, Object meaning) {
    meanings.put(expression, meaning);
  }

  /** Most local names that exist at one time. */
  int locals() {
    return locals;
  }

  void useLocals(int count) {
    locals = Math.max(locals, count);
  }
}
