package org.agentgovernance.condition;

import java.util.Collection;
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
  static @Nullable String suggestion(String name, Collection<String> candidates) {
    String near = org.agentgovernance.json.Names.nearest(name, candidates);
    return near == null ? null : "did you mean '" + near + "'?";
  }
}
