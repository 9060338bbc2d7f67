package org.agentgovernance.condition;

import org.agentgovernance.condition.syntax.Literal;
import org.agentgovernance.condition.syntax.Span;
import org.jspecify.annotations.Nullable;

/** Turns words into constants; a number that its type cannot hold is refused. */
final class Literals {
  private Literals() {}

  static @Nullable Literal word(Token token) {
    Span span = new Span(token.start, token.end);
    switch (token.text()) {
      case "true":
        return new Literal(Literal.Kind.BOOL, Boolean.TRUE, span);
      case "false":
        return new Literal(Literal.Kind.BOOL, Boolean.FALSE, span);
      case "null":
        return new Literal(Literal.Kind.NULL, null, span);
      default:
        return null;
    }
  }

  static Literal of(Token token) {
    Span span = new Span(token.start, token.end);
    switch (token.kind) {
      case STRING:
        return new Literal(Literal.Kind.STRING, token.text(), span);
      case BYTES:
        return new Literal(Literal.Kind.BYTES, token.text(), span);
      case DOUBLE:
        return new Literal(Literal.Kind.DOUBLE, real(token.text(), span), span);
      case UINT:
        return new Literal(Literal.Kind.UINT, unsigned(token.text(), span), span);
      default:
        return new Literal(Literal.Kind.INT, signed(token.text(), false, span), span);
    }
  }

  static Literal negative(Token sign, Token number) {
    Span span = new Span(sign.start, number.end);
    if (number.kind == Token.Kind.DOUBLE) {
      return new Literal(Literal.Kind.DOUBLE, -real(number.text(), span), span);
    }
    return new Literal(Literal.Kind.INT, signed(number.text(), true, span), span);
  }

  private static double real(String digits, Span span) {
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw Refusal.syntax(span.start(), span.end(), "the number is too large for a double");
    }
    return value;
  }

  private static boolean isHex(String digits) {
    return digits.length() > 1 && (digits.charAt(1) == 'x' || digits.charAt(1) == 'X');
  }

  private static long unsigned(String digits, Span span) {
    try {
      return isHex(digits)
          ? Long.parseUnsignedLong(digits.substring(2), 16)
          : Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw Refusal.syntax(span.start(), span.end(), "the number does not fit a uint of 64 bits");
    }
  }

  private static long signed(String digits, boolean negative, Span span) {
    try {
      String sign = negative ? "-" : "";
      return isHex(digits)
          ? Long.parseLong(sign + digits.substring(2), 16)
          : Long.parseLong(sign + digits);
    } catch (NumberFormatException e) {
      throw Refusal.syntax(span.start(), span.end(), "the number does not fit an int of 64 bits");
    }
  }
}
