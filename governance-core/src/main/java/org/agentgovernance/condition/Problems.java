package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.condition.syntax.Expression;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a condition. */
final class Problems {
  private static final int MOST = 50;

  private final String source;
  private final List<ConditionProblem> found = new ArrayList<>();

  Problems(String source) {
    this.source = source;
  }

  void add(Expression at, String code, String message, @Nullable String suggestion) {
    add(at.span().start(), at.span().end(), code, message, suggestion);
  }

  void add(int start, int end, String code, String message, @Nullable String suggestion) {
    if (found.size() < MOST) {
      found.add(ConditionProblem.at(source, start, end, code, message, suggestion));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ConditionException(source, found);
    }
  }
}
