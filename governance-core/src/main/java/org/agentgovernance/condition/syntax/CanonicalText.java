package org.agentgovernance.condition.syntax;

import java.util.List;

/** Writes a tree as source in one fixed style. */
final class CanonicalText implements ExpressionVisitor<StringBuilder> {
  private static final int CONDITIONAL = 0;
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int RELATION = 3;
  private static final int ADDITION = 4;
  private static final int MULTIPLICATION = 5;
  private static final int UNARY = 6;
  private static final int MEMBER = 7;

  private final StringBuilder out = new StringBuilder();

  private CanonicalText() {}

  static String of(Expression expression) {
    CanonicalText text = new CanonicalText();
    expression.accept(text);
    return text.out.toString();
  }

  private static int precedence(Expression expression) {
    if (expression instanceof Conditional) {
      return CONDITIONAL;
    }
    if (expression instanceof Logical logical) {
      return logical.operator() == Logical.Operator.OR ? OR : AND;
    }
    if (expression instanceof Binary binary) {
      return precedence(binary.operator());
    }
    if (expression instanceof Unary) {
      return UNARY;
    }
    // A negative number is written with a sign, so it binds like a negation.
    if (expression instanceof Literal literal
        && literal.value() instanceof Number number
        && literal.kind() != Literal.Kind.UINT
        && (number.longValue() < 0 || number.toString().charAt(0) == '-')) {
      return UNARY;
    }
    return MEMBER;
  }

  private static int precedence(Binary.Operator operator) {
    switch (operator) {
      case MULTIPLY:
      case DIVIDE:
      case MODULO:
        return MULTIPLICATION;
      case ADD:
      case SUBTRACT:
        return ADDITION;
      default:
        return RELATION;
    }
  }

  private void write(Expression expression, int atLeast) {
    boolean parentheses = precedence(expression) < atLeast;
    if (parentheses) {
      out.append('(');
    }
    expression.accept(this);
    if (parentheses) {
      out.append(')');
    }
  }

  private void writeAll(List<Expression> expressions) {
    for (int i = 0; i < expressions.size(); i++) {
      if (i > 0) {
        out.append(", ");
      }
      write(expressions.get(i), CONDITIONAL);
    }
  }

  private void field(String name) {
    out.append('.');
    boolean plain = !name.isEmpty() && !isDigit(name.charAt(0)) && !name.equals("in");
    for (int i = 0; plain && i < name.length(); i++) {
      char c = name.charAt(i);
      plain = c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    plain &= !name.equals("true") && !name.equals("false") && !name.equals("null");
    out.append(plain ? name : '`' + name + '`');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  @Override
  public StringBuilder visitOther(Expression expression) {
    throw new IllegalArgumentException("unknown node");
  }

  @Override
  public StringBuilder visitLiteral(Literal literal) {
    LiteralText.append(out, literal);
    return out;
  }

  @Override
  public StringBuilder visitIdentifier(Identifier identifier) {
    out.append(identifier.name());
    return out;
  }

  @Override
  public StringBuilder visitSelect(Select select) {
    write(select.operand(), MEMBER);
    field(select.field());
    return out;
  }

  @Override
  public StringBuilder visitPresence(Presence presence) {
    out.append("has(");
    write(presence.operand(), MEMBER);
    field(presence.field());
    out.append(')');
    return out;
  }

  @Override
  public StringBuilder visitIndex(Index index) {
    write(index.operand(), MEMBER);
    out.append('[');
    write(index.key(), CONDITIONAL);
    out.append(']');
    return out;
  }

  @Override
  public StringBuilder visitUnary(Unary unary) {
    out.append(unary.operator().symbol());
    // "-(1)" and "- -1" would read as other trees without the parentheses.
    boolean number =
        unary.operand() instanceof Literal literal && literal.value() instanceof Number;
    write(unary.operand(), number ? MEMBER + 1 : UNARY);
    return out;
  }

  @Override
  public StringBuilder visitBinary(Binary binary) {
    int own = precedence(binary.operator());
    write(binary.left(), own);
    out.append(' ').append(binary.operator().symbol()).append(' ');
    write(binary.right(), own + 1);
    return out;
  }

  @Override
  public StringBuilder visitLogical(Logical logical) {
    int own = precedence(logical);
    List<Expression> operands = logical.operands();
    for (int i = 0; i < operands.size(); i++) {
      if (i > 0) {
        out.append(' ').append(logical.operator().symbol()).append(' ');
      }
      write(operands.get(i), own + 1);
    }
    return out;
  }

  @Override
  public StringBuilder visitConditional(Conditional conditional) {
    write(conditional.condition(), OR);
    out.append(" ? ");
    write(conditional.whenTrue(), OR);
    out.append(" : ");
    write(conditional.whenFalse(), CONDITIONAL);
    return out;
  }

  @Override
  public StringBuilder visitCall(Call call) {
    Expression target = call.target();
    if (target != null) {
      write(target, MEMBER);
      out.append('.');
    }
    out.append(call.name()).append('(');
    writeAll(call.arguments());
    out.append(')');
    return out;
  }

  @Override
  public StringBuilder visitList(ListLiteral list) {
    out.append('[');
    writeAll(list.elements());
    out.append(']');
    return out;
  }

  @Override
  public StringBuilder visitMap(MapLiteral map) {
    out.append('{');
    for (int i = 0; i < map.entries().size(); i++) {
      out.append(i == 0 ? "" : ", ");
      write(map.entries().get(i).key(), CONDITIONAL);
      out.append(": ");
      write(map.entries().get(i).value(), CONDITIONAL);
    }
    out.append('}');
    return out;
  }

  @Override
  public StringBuilder visitComprehension(Comprehension comprehension) {
    write(comprehension.range(), MEMBER);
    String second = comprehension.second();
    boolean camel = second != null && comprehension.macro() == Comprehension.Macro.EXISTS_ONE;
    out.append('.').append(camel ? "existsOne" : comprehension.macro().symbol());
    out.append('(').append(comprehension.variable()).append(", ");
    if (second != null) {
      out.append(second).append(", ");
    }
    Expression filter = comprehension.filter();
    if (filter != null) {
      write(filter, CONDITIONAL);
      out.append(", ");
    }
    write(comprehension.body(), CONDITIONAL);
    out.append(')');
    return out;
  }

  @Override
  public StringBuilder visitBinding(Binding binding) {
    out.append("cel.bind(").append(binding.name()).append(", ");
    write(binding.value(), CONDITIONAL);
    out.append(", ");
    write(binding.body(), CONDITIONAL);
    out.append(')');
    return out;
  }
}
