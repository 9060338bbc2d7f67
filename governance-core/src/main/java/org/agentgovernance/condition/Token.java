package org.agentgovernance.condition;

import org.jspecify.annotations.Nullable;

/** A word of the expression. */
final class Token {
  /** The kinds of words; operators carry their text. */
  enum Kind {
    END("end of the expression"),
    IDENTIFIER("a name"),
    QUOTED("a quoted field name"),
    INT("a number"),
    UINT("a number"),
    DOUBLE("a number"),
    STRING("a string"),
    BYTES("bytes"),
    OR("||"),
    AND("&&"),
    EQUAL("=="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    PLUS("+"),
    MINUS("-"),
    STAR("*"),
    SLASH("/"),
    PERCENT("%"),
    NOT("!"),
    QUESTION("?"),
    COLON(":"),
    DOT("."),
    COMMA(","),
    LEFT_PARENTHESIS("("),
    RIGHT_PARENTHESIS(")"),
    LEFT_BRACKET("["),
    RIGHT_BRACKET("]"),
    LEFT_BRACE("{"),
    RIGHT_BRACE("}");

    final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  final Kind kind;
  final int start;
  final int end;

  /** The name, the text, or the number's digits; null for operators. */
  final @Nullable String text;

  Token(Kind kind, int start, int end, @Nullable String text) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.text = text;
  }

  String text() {
    return text == null ? kind.text : text;
  }
}
