package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Identifier;
import org.agentgovernance.condition.syntax.Index;
import org.agentgovernance.condition.syntax.Literal;
import org.agentgovernance.condition.syntax.Select;
import org.jspecify.annotations.Nullable;

/** Reads written-out paths such as {@code args.items[0].price} from a tree. */
final class Paths {
  /** Stands for a key that is known only when the condition runs. */
  static final String ANY = "*";

  private Paths() {}

  /**
   * The names on the way from a variable, positions in lists left out; null if the expression is no
   * path from a variable, or if a key on the way is more than a constant or another path.
   */
  static @Nullable List<String> of(Expression expression, Typing typing) {
    List<String> names = new ArrayList<>();
    return collect(expression, typing, names) ? names : null;
  }

  private static boolean collect(Expression expression, Typing typing, List<String> names) {
    if (typing.meaning(expression) instanceof Typing.Global global) {
      names.addAll(List.of(global.name().split("\\.")));
      return true;
    }
    if (expression instanceof Identifier) {
      return false;
    }
    if (expression instanceof Select select) {
      if (!collect(select.operand(), typing, names)) {
        return false;
      }
      names.add(select.field());
      return true;
    }
    if (!(expression instanceof Index index) || !collect(index.operand(), typing, names)) {
      return false;
    }
    if (index.key() instanceof Literal literal) {
      if (literal.value() instanceof String key) {
        names.add(key);
      }
      return true;
    }
    if (of(index.key(), typing) == null) {
      return false;
    }
    if (typing.type(index.operand()).kind() != ConditionType.Kind.LIST) {
      names.add(ANY);
    }
    return true;
  }

  /** Whether a value at the path is, contains, or lies in a value that must not be shown. */
  static boolean isSensitive(List<String> path, List<String> sensitive) {
    for (String hidden : sensitive) {
      if (overlap(path, hidden.split("\\."))) {
        return true;
      }
    }
    return false;
  }

  private static boolean overlap(List<String> path, String[] hidden) {
    int length = Math.min(path.size(), hidden.length);
    for (int i = 0; i < length; i++) {
      String name = path.get(i);
      if (!name.equals(hidden[i]) && !name.equals(ANY) && !hidden[i].equals(ANY)) {
        return false;
      }
    }
    return true;
  }
}
