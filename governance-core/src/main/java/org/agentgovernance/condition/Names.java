package org.agentgovernance.condition;

import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Identifier;
import org.agentgovernance.condition.syntax.Select;
import org.jspecify.annotations.Nullable;

/** What names may be, and how near one name is to another. */
final class Names {
  private Names() {}

  static boolean isReserved(String word) {
    switch (word) {
      case "as":
      case "break":
      case "const":
      case "continue":
      case "else":
      case "for":
      case "function":
      case "if":
      case "import":
      case "let":
      case "loop":
      case "package":
      case "namespace":
      case "return":
      case "var":
      case "void":
      case "while":
      case "in":
      case "true":
      case "false":
      case "null":
        return true;
      default:
        return false;
    }
  }

  static boolean isLiteralWord(Token token) {
    if (token.kind != Token.Kind.IDENTIFIER) {
      return false;
    }
    String word = token.text();
    return word.equals("true") || word.equals("false") || word.equals("null");
  }

  /** Whether an expression is a name or a chain of names, such as {@code a.b.C}. */
  static boolean isQualified(Expression expression) {
    Expression at = expression;
    while (at instanceof Select select) {
      at = select.operand();
    }
    return at instanceof Identifier;
  }

  /** The dotted name, or null if the expression is no chain of names. */
  static @Nullable String dotted(Expression expression) {
    if (expression instanceof Identifier identifier) {
      return identifier.name();
    }
    if (expression instanceof Select select) {
      String before = dotted(select.operand());
      return before == null ? null : before + '.' + select.field();
    }
    return null;
  }

  /** A sentence with the nearest of the candidates, or null if none is near. */
  static @Nullable String suggestion(String name, Iterable<String> candidates) {
    String best = null;
    int bestDistance = Math.max(1, name.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(name, candidate, bestDistance);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best == null ? null : "did you mean '" + best + "'?";
  }

  /** Edit distance in which a swap of neighbours counts one; stops counting at {@code limit}. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) >= limit || a.length() > 100) {
      return limit;
    }
    if (a.equalsIgnoreCase(b)) {
      return 0;
    }
    int[] before = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(previous[j - 1] + (same ? 0 : 1), previous[j] + 1);
        best = Math.min(best, current[j - 1] + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, before[j - 2] + 1);
        }
        current[j] = best;
      }
      int[] oldest = before;
      before = previous;
      previous = current;
      current = oldest;
    }
    return Math.min(limit, previous[b.length()]);
  }
}
