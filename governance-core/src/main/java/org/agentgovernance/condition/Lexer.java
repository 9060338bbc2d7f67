package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;

/** Cuts the expression into words. */
final class Lexer {
  private final String source;
  private int at;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    Lexer lexer = new Lexer(source);
    List<Token> tokens = new ArrayList<>(source.length() / 3 + 4);
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind != Token.Kind.END);
    return tokens;
  }

  private char peek(int ahead) {
    int index = at + ahead;
    return index < source.length() ? source.charAt(index) : '\0';
  }

  private Token next() {
    skipBlanks();
    if (at >= source.length()) {
      return new Token(Token.Kind.END, source.length(), source.length(), null);
    }
    char c = source.charAt(at);
    if (isLetter(c)) {
      return StringLexer.startsAt(source, at) ? string() : word();
    }
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      return number();
    }
    if (c == '"' || c == '\'') {
      return string();
    }
    if (c == '`') {
      return quotedName();
    }
    return operator(c);
  }

  private void skipBlanks() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        at++;
      } else if (c == '/' && peek(1) == '/') {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
      } else {
        return;
      }
    }
  }

  private Token word() {
    int start = at;
    while (at < source.length() && (isLetter(source.charAt(at)) || isDigit(source.charAt(at)))) {
      at++;
    }
    String text = source.substring(start, at);
    Token.Kind kind = text.equals("in") ? Token.Kind.IN : Token.Kind.IDENTIFIER;
    return new Token(kind, start, at, text);
  }

  private Token quotedName() {
    int start = at;
    at++;
    while (at < source.length() && isQuotable(source.charAt(at))) {
      at++;
    }
    if (at >= source.length() || source.charAt(at) != '`' || at == start + 1) {
      throw Refusal.syntax(
          start, at, "a quoted field name holds letters, digits, '_', '.', '-', '/' and blanks");
    }
    at++;
    return new Token(Token.Kind.QUOTED, start, at, source.substring(start + 1, at - 1));
  }

  private Token string() {
    StringLexer lexer = new StringLexer(source, at);
    Token token = lexer.read();
    at = token.end;
    return token;
  }

  private Token number() {
    int start = at;
    boolean hex = peek(0) == '0' && (peek(1) == 'x' || peek(1) == 'X') && isHex(peek(2));
    boolean floating = false;
    if (hex) {
      at += 2;
      while (isHex(peek(0))) {
        at++;
      }
    } else {
      digits();
      if (peek(0) == '.' && isDigit(peek(1))) {
        floating = true;
        at++;
        digits();
      }
      if (peek(0) == 'e' || peek(0) == 'E') {
        int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
        if (isDigit(peek(1 + sign))) {
          floating = true;
          at += 1 + sign;
          digits();
        }
      }
    }
    String text = source.substring(start, at);
    Token.Kind kind = floating ? Token.Kind.DOUBLE : Token.Kind.INT;
    if (!floating && (peek(0) == 'u' || peek(0) == 'U')) {
      kind = Token.Kind.UINT;
      at++;
    }
    if (isLetter(peek(0)) || isDigit(peek(0))) {
      throw Refusal.syntax(start, at + 1, "a number must not be followed by a letter");
    }
    return new Token(kind, start, at, text);
  }

  private void digits() {
    while (isDigit(peek(0))) {
      at++;
    }
  }

  private Token operator(char c) {
    char after = peek(1);
    switch (c) {
      case '|':
        return after == '|' ? symbol(Token.Kind.OR, 2) : unexpected("||");
      case '&':
        return after == '&' ? symbol(Token.Kind.AND, 2) : unexpected("&&");
      case '=':
        return after == '=' ? symbol(Token.Kind.EQUAL, 2) : unexpected("==");
      case '!':
        return after == '=' ? symbol(Token.Kind.NOT_EQUAL, 2) : symbol(Token.Kind.NOT, 1);
      case '<':
        return after == '=' ? symbol(Token.Kind.LESS_OR_EQUAL, 2) : symbol(Token.Kind.LESS, 1);
      case '>':
        return after == '='
            ? symbol(Token.Kind.GREATER_OR_EQUAL, 2)
            : symbol(Token.Kind.GREATER, 1);
      case '+':
        return symbol(Token.Kind.PLUS, 1);
      case '-':
        return symbol(Token.Kind.MINUS, 1);
      case '*':
        return symbol(Token.Kind.STAR, 1);
      case '/':
        return symbol(Token.Kind.SLASH, 1);
      case '%':
        return symbol(Token.Kind.PERCENT, 1);
      case '?':
        return symbol(Token.Kind.QUESTION, 1);
      case ':':
        return symbol(Token.Kind.COLON, 1);
      case '.':
        return symbol(Token.Kind.DOT, 1);
      case ',':
        return symbol(Token.Kind.COMMA, 1);
      case '(':
        return symbol(Token.Kind.LEFT_PARENTHESIS, 1);
      case ')':
        return symbol(Token.Kind.RIGHT_PARENTHESIS, 1);
      case '[':
        return symbol(Token.Kind.LEFT_BRACKET, 1);
      case ']':
        return symbol(Token.Kind.RIGHT_BRACKET, 1);
      case '{':
        return symbol(Token.Kind.LEFT_BRACE, 1);
      case '}':
        return symbol(Token.Kind.RIGHT_BRACE, 1);
      default:
        throw Refusal.syntax(
            at, at + 1, "unexpected character " + describe(source.codePointAt(at)));
    }
  }

  private Token symbol(Token.Kind kind, int length) {
    Token token = new Token(kind, at, at + length, null);
    at += length;
    return token;
  }

  private Token unexpected(String wanted) {
    throw new Refusal(
        at,
        at + 1,
        Codes.SYNTAX,
        "unexpected character " + describe(source.charAt(at)),
        "did you mean '" + wanted + "'?");
  }

  private static String describe(int point) {
    return SafeText.visible(point)
        ? "'" + Character.toString(point) + "'"
        : "U+" + Integer.toHexString(point).toUpperCase(java.util.Locale.ROOT);
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isQuotable(char c) {
    return isLetter(c) || isDigit(c) || c == '.' || c == '-' || c == '/' || c == ' ';
  }
}
