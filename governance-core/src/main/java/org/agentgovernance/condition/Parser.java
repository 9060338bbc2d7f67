package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.condition.syntax.Binary;
import org.agentgovernance.condition.syntax.Call;
import org.agentgovernance.condition.syntax.Conditional;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Identifier;
import org.agentgovernance.condition.syntax.Index;
import org.agentgovernance.condition.syntax.ListLiteral;
import org.agentgovernance.condition.syntax.Literal;
import org.agentgovernance.condition.syntax.Logical;
import org.agentgovernance.condition.syntax.MapLiteral;
import org.agentgovernance.condition.syntax.Select;
import org.agentgovernance.condition.syntax.Span;
import org.agentgovernance.condition.syntax.Unary;
import org.jspecify.annotations.Nullable;

/**
 * Builds the syntax tree by precedence climbing. The depth of recursion and the height of the tree
 * are bounded, so that nothing that walks the tree later can run out of stack.
 */
final class Parser {
  private final List<Token> tokens;
  private final int maxDepth;
  private int position;
  private int depth;

  /** Height of the tree that was parsed last. */
  private int height;

  private Parser(List<Token> tokens, int maxDepth) {
    this.tokens = tokens;
    this.maxDepth = maxDepth;
  }

  static Expression parse(String source, int maxDepth) {
    Parser parser = new Parser(Lexer.tokens(source), maxDepth);
    Expression expression = parser.expression();
    Token rest = parser.peek();
    if (rest.kind != Token.Kind.END) {
      throw parser.unexpected(rest, "the expression should end here");
    }
    return expression;
  }

  private Token peek() {
    return tokens.get(position);
  }

  private Token take() {
    return tokens.get(position++);
  }

  private boolean accept(Token.Kind kind) {
    if (peek().kind != kind) {
      return false;
    }
    position++;
    return true;
  }

  private Token expect(Token.Kind kind) {
    Token token = peek();
    if (token.kind != kind) {
      throw unexpected(token, "expected '" + kind.text + "'");
    }
    position++;
    return token;
  }

  private int lastEnd() {
    return tokens.get(position - 1).end;
  }

  private Refusal unexpected(Token token, String expected) {
    String found = token.kind == Token.Kind.END ? token.kind.text : "'" + name(token) + "'";
    String hint = null;
    String text = token.text();
    if (text.equals("and") || text.equals("or") || text.equals("not")) {
      hint = "write " + (text.equals("and") ? "&&" : text.equals("or") ? "||" : "!");
    }
    return new Refusal(
        token.start, token.end, Codes.SYNTAX, "unexpected " + found + ", " + expected, hint);
  }

  private static String name(Token token) {
    return SafeText.name(token.text());
  }

  private void grow(int children, Token at) {
    height = children + 1;
    if (height > maxDepth) {
      throw tooDeep(at);
    }
  }

  private Refusal tooDeep(Token at) {
    return new Refusal(
        at.start,
        at.end,
        Codes.TOO_DEEP,
        "the expression is nested deeper than " + maxDepth + " levels",
        "split the rule");
  }

  private Expression expression() {
    if (++depth > maxDepth) {
      throw tooDeep(peek());
    }
    int start = peek().start;
    Expression condition = logical(Token.Kind.OR);
    if (accept(Token.Kind.QUESTION)) {
      int tallest = height;
      final Expression whenTrue = logical(Token.Kind.OR);
      tallest = Math.max(tallest, height);
      expect(Token.Kind.COLON);
      final Expression whenFalse = expression();
      grow(Math.max(tallest, height), peek());
      condition = new Conditional(condition, whenTrue, whenFalse, new Span(start, lastEnd()));
    }
    depth--;
    return condition;
  }

  private Expression logical(Token.Kind kind) {
    int start = peek().start;
    Expression first = operand(kind);
    if (peek().kind != kind) {
      return first;
    }
    List<Expression> operands = new ArrayList<>();
    operands.add(first);
    int tallest = height;
    while (accept(kind)) {
      operands.add(operand(kind));
      tallest = Math.max(tallest, height);
    }
    grow(tallest, peek());
    Logical.Operator operator = kind == Token.Kind.OR ? Logical.Operator.OR : Logical.Operator.AND;
    return new Logical(operator, operands, new Span(start, lastEnd()));
  }

  private Expression operand(Token.Kind kind) {
    return kind == Token.Kind.OR ? logical(Token.Kind.AND) : binary(1);
  }

  private static int precedence(Token.Kind kind) {
    switch (kind) {
      case EQUAL:
      case NOT_EQUAL:
      case LESS:
      case LESS_OR_EQUAL:
      case GREATER:
      case GREATER_OR_EQUAL:
      case IN:
        return 1;
      case PLUS:
      case MINUS:
        return 2;
      case STAR:
      case SLASH:
      case PERCENT:
        return 3;
      default:
        return 0;
    }
  }

  private static Binary.Operator operator(Token.Kind kind) {
    switch (kind) {
      case EQUAL:
        return Binary.Operator.EQUAL;
      case NOT_EQUAL:
        return Binary.Operator.NOT_EQUAL;
      case LESS:
        return Binary.Operator.LESS;
      case LESS_OR_EQUAL:
        return Binary.Operator.LESS_OR_EQUAL;
      case GREATER:
        return Binary.Operator.GREATER;
      case GREATER_OR_EQUAL:
        return Binary.Operator.GREATER_OR_EQUAL;
      case IN:
        return Binary.Operator.IN;
      case PLUS:
        return Binary.Operator.ADD;
      case MINUS:
        return Binary.Operator.SUBTRACT;
      case STAR:
        return Binary.Operator.MULTIPLY;
      case SLASH:
        return Binary.Operator.DIVIDE;
      default:
        return Binary.Operator.MODULO;
    }
  }

  private Expression binary(int least) {
    int start = peek().start;
    Expression left = unary();
    while (true) {
      Token token = peek();
      int precedence = precedence(token.kind);
      if (precedence < least || precedence == 0) {
        return left;
      }
      position++;
      int tallest = height;
      Expression right = precedence == 3 ? unary() : binary(precedence + 1);
      grow(Math.max(tallest, height), token);
      left = new Binary(operator(token.kind), left, right, new Span(start, lastEnd()));
    }
  }

  /** Reads all signs in a loop: a row of ten thousand must not be ten thousand calls deep. */
  private Expression unary() {
    int first = position;
    while (peek().kind == Token.Kind.NOT || peek().kind == Token.Kind.MINUS) {
      position++;
    }
    int signs = position - first;
    Token number = peek();
    boolean negative =
        signs > 0
            && tokens.get(position - 1).kind == Token.Kind.MINUS
            && (number.kind == Token.Kind.INT || number.kind == Token.Kind.DOUBLE);
    Expression operand;
    if (negative) {
      Token sign = tokens.get(position - 1);
      position++;
      height = 1;
      operand = member(sign.start, Literals.negative(sign, number));
      signs--;
    } else {
      operand = member(number.start, primary());
    }
    for (int i = signs - 1; i >= 0; i--) {
      Token sign = tokens.get(first + i);
      Unary.Operator operator =
          sign.kind == Token.Kind.NOT ? Unary.Operator.NOT : Unary.Operator.NEGATE;
      grow(height, sign);
      operand = new Unary(operator, operand, new Span(sign.start, lastEnd()));
    }
    return operand;
  }

  private Expression member(int start, Expression primary) {
    Expression result = primary;
    while (true) {
      Token token = peek();
      if (accept(Token.Kind.DOT)) {
        result = afterDot(start, result, token);
      } else if (accept(Token.Kind.LEFT_BRACKET)) {
        refuseOptional(token);
        int tallest = height;
        Expression key = expression();
        expect(Token.Kind.RIGHT_BRACKET);
        grow(Math.max(tallest, height), token);
        result = new Index(result, key, new Span(start, lastEnd()));
      } else if (token.kind == Token.Kind.LEFT_BRACE && Names.isQualified(result)) {
        throw new Refusal(
            token.start,
            token.end,
            Codes.UNSUPPORTED,
            "message construction is not part of the subset",
            "write a map: {\"field\": value}");
      } else {
        return result;
      }
    }
  }

  private void refuseOptional(Token before) {
    if (peek().kind == Token.Kind.QUESTION) {
      throw new Refusal(
          before.start,
          peek().end,
          Codes.UNSUPPORTED,
          "optional values are not part of the subset",
          "test with has(a.b) first, or write \"b\" in a ? a.b : other");
    }
  }

  private Expression afterDot(int start, Expression operand, Token dot) {
    refuseOptional(dot);
    Token name = peek();
    if (name.kind != Token.Kind.IDENTIFIER && name.kind != Token.Kind.QUOTED) {
      throw unexpected(name, "expected a field or function name after '.'");
    }
    if (Names.isLiteralWord(name)) {
      throw unexpected(name, "this word cannot be a field name; quote it: `" + name.text() + "`");
    }
    position++;
    if (name.kind == Token.Kind.IDENTIFIER && peek().kind == Token.Kind.LEFT_PARENTHESIS) {
      int tallest = height;
      List<Expression> arguments = arguments();
      grow(Math.max(tallest, height), name);
      return Macros.call(operand, name, arguments, new Span(start, lastEnd()));
    }
    grow(height, name);
    return new Select(operand, name.text(), new Span(start, name.end));
  }

  /** Reads {@code (a, b)} and leaves the height of the tallest argument. */
  private List<Expression> arguments() {
    expect(Token.Kind.LEFT_PARENTHESIS);
    List<Expression> arguments = new ArrayList<>();
    int tallest = 0;
    if (peek().kind != Token.Kind.RIGHT_PARENTHESIS) {
      do {
        arguments.add(expression());
        tallest = Math.max(tallest, height);
      } while (accept(Token.Kind.COMMA));
    }
    expect(Token.Kind.RIGHT_PARENTHESIS);
    height = tallest;
    return arguments;
  }

  private Expression primary() {
    Token token = take();
    height = 1;
    switch (token.kind) {
      case LEFT_PARENTHESIS:
        Expression inner = expression();
        expect(Token.Kind.RIGHT_PARENTHESIS);
        return inner;
      case LEFT_BRACKET:
        return list(token);
      case LEFT_BRACE:
        return map(token);
      case INT:
      case UINT:
      case DOUBLE:
      case STRING:
      case BYTES:
        return Literals.of(token);
      case IDENTIFIER:
        return name(token, token.start);
      case DOT:
        throw new Refusal(
            token.start,
            token.end,
            Codes.UNSUPPORTED,
            "a leading '.' is not part of the subset: there is only one scope",
            "leave it out");
      default:
        throw unexpected(token, "expected a value");
    }
  }

  private Expression name(Token token, int start) {
    Literal word = Literals.word(token);
    if (word != null) {
      return word;
    }
    if (Names.isReserved(token.text())) {
      throw Refusal.syntax(
          token.start, token.end, "'" + token.text() + "' is a reserved word of CEL");
    }
    if (peek().kind != Token.Kind.LEFT_PARENTHESIS) {
      return new Identifier(token.text(), new Span(start, token.end));
    }
    List<Expression> arguments = arguments();
    grow(height, token);
    Span span = new Span(start, lastEnd());
    @Nullable Expression presence = Macros.has(token, arguments, span);
    return presence == null ? new Call(null, token.text(), arguments, span) : presence;
  }

  private Expression list(Token open) {
    List<Expression> elements = new ArrayList<>();
    int tallest = 0;
    while (peek().kind != Token.Kind.RIGHT_BRACKET) {
      refuseOptional(open);
      elements.add(expression());
      tallest = Math.max(tallest, height);
      if (!accept(Token.Kind.COMMA)) {
        break;
      }
    }
    expect(Token.Kind.RIGHT_BRACKET);
    grow(tallest, open);
    return new ListLiteral(elements, new Span(open.start, lastEnd()));
  }

  private Expression map(Token open) {
    List<MapLiteral.Entry> entries = new ArrayList<>();
    int tallest = 0;
    while (peek().kind != Token.Kind.RIGHT_BRACE) {
      refuseOptional(open);
      final Expression key = expression();
      tallest = Math.max(tallest, height);
      expect(Token.Kind.COLON);
      entries.add(new MapLiteral.Entry(key, expression()));
      tallest = Math.max(tallest, height);
      if (!accept(Token.Kind.COMMA)) {
        break;
      }
    }
    expect(Token.Kind.RIGHT_BRACE);
    grow(tallest, open);
    return new MapLiteral(entries, new Span(open.start, lastEnd()));
  }
}
