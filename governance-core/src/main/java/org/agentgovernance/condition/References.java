package org.agentgovernance.condition;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Index;
import org.agentgovernance.condition.syntax.Presence;

/** Collects the variables and fields that a condition reads. */
final class References {
  private References() {}

  static Set<String> of(Expression root, Typing typing) {
    Set<String> paths = new LinkedHashSet<>();
    collect(root, typing, paths);
    return Collections.unmodifiableSet(paths);
  }

  private static void collect(Expression expression, Typing typing, Set<String> paths) {
    List<String> path = Paths.of(expression, typing);
    if (path != null) {
      paths.add(String.join(".", path));
      keys(expression, typing, paths);
      return;
    }
    if (expression instanceof Presence presence) {
      List<String> owner = Paths.of(presence.operand(), typing);
      if (owner != null) {
        paths.add(String.join(".", owner) + "." + presence.field());
        keys(presence.operand(), typing, paths);
        return;
      }
    }
    for (Expression child : expression.children()) {
      collect(child, typing, paths);
    }
  }

  /** The paths inside the brackets of a path. */
  private static void keys(Expression expression, Typing typing, Set<String> paths) {
    Expression at = expression;
    while (!at.children().isEmpty()) {
      if (at instanceof Index index) {
        collect(index.key(), typing, paths);
      }
      at = at.children().get(0);
    }
  }
}
