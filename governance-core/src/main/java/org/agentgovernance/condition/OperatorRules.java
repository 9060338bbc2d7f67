package org.agentgovernance.condition;

import java.util.Set;
import org.agentgovernance.condition.ConditionType.Kind;
import org.agentgovernance.condition.syntax.Binary;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.ListLiteral;
import org.agentgovernance.condition.syntax.Literal;
import org.agentgovernance.condition.syntax.Presence;
import org.agentgovernance.condition.syntax.Select;
import org.agentgovernance.condition.syntax.Unary;
import org.jspecify.annotations.Nullable;

/** The types that operators take and give. */
final class OperatorRules {
  private final Problems problems;

  OperatorRules(Problems problems) {
    this.problems = problems;
  }

  ConditionType negation(Unary unary, ConditionType type) {
    switch (type.kind()) {
      case DYN:
      case INT:
      case DOUBLE:
      case DECIMAL:
        return type.notNull().plain();
      default:
        problems.add(unary, Codes.TYPE, "'-' is not defined for " + type, null);
        return ConditionType.DYN;
    }
  }

  /** The keys of a map literal are bool, int, uint or string. */
  void key(Expression expression, ConditionType type) {
    switch (type.kind()) {
      case DYN:
      case BOOL:
      case INT:
      case UINT:
      case STRING:
        return;
      default:
        problems.add(expression, Codes.TYPE, type + " cannot be a map key", null);
    }
  }

  ConditionType binary(Binary binary, ConditionType left, ConditionType right) {
    switch (binary.operator()) {
      case EQUAL:
      case NOT_EQUAL:
        if (!TypeRules.comparable(left, right)) {
          mismatch(binary, left, right);
        }
        enumeration(left, binary.right());
        enumeration(right, binary.left());
        return ConditionType.BOOL;
      case LESS:
      case LESS_OR_EQUAL:
      case GREATER:
      case GREATER_OR_EQUAL:
        if (!TypeRules.ordered(left, right)) {
          mismatch(binary, left, right);
        }
        return ConditionType.BOOL;
      case IN:
        membership(binary, left, right);
        return ConditionType.BOOL;
      default:
        return arithmetic(binary, left, right);
    }
  }

  private void mismatch(Binary binary, ConditionType left, ConditionType right) {
    String message =
        "'" + binary.operator().symbol() + "' is not defined for " + left + " and " + right;
    problems.add(binary, Codes.TYPE, message, hint(binary, left, right));
  }

  private static @Nullable String hint(Binary binary, ConditionType left, ConditionType right) {
    if (TypeRules.mixesDecimalAndDouble(left, right)) {
      return "write the number as decimal(\"…\")";
    }
    boolean nullLeft = left.kind() == Kind.NULL;
    if (nullLeft || right.kind() == Kind.NULL) {
      Expression other = nullLeft ? binary.right() : binary.left();
      return other instanceof Select || other instanceof Presence
          ? "a missing field is tested with has()"
          : "this value is never null";
    }
    if (left.kind() == Kind.STRING && TypeRules.isNumber(right)) {
      return "convert the text, for example double(…)";
    }
    if (TypeRules.isNumber(left) && right.kind() == Kind.STRING) {
      return "leave out the quotes, or convert with string(…)";
    }
    return null;
  }

  /** A constant that a text with listed values can never be. */
  private void enumeration(ConditionType type, Expression constant) {
    Set<String> allowed = type.allowed();
    if (!allowed.isEmpty()
        && constant instanceof Literal literal
        && literal.value() instanceof String text
        && !allowed.contains(text)) {
      String hint = Names.suggestion(text, allowed);
      if (hint == null) {
        hint = "it is one of: " + SafeText.name(String.join(", ", allowed));
      }
      String message = "the value is never \"" + SafeText.name(text) + "\"";
      problems.add(constant, Codes.NOT_IN_ENUM, message, hint);
    }
  }

  private void membership(Binary binary, ConditionType left, ConditionType right) {
    switch (right.kind()) {
      case DYN:
        return;
      case LIST:
        if (!TypeRules.comparable(left, right.element())) {
          mismatch(binary, left, right);
        }
        if (binary.right() instanceof ListLiteral list) {
          for (Expression element : list.elements()) {
            enumeration(left, element);
          }
        }
        enumeration(right.element(), binary.left());
        return;
      case MAP:
      case OBJECT:
        if (!TypeRules.comparable(left, right.key())) {
          mismatch(binary, left, right);
        }
        return;
      default:
        mismatch(binary, left, right);
    }
  }

  private ConditionType arithmetic(Binary binary, ConditionType left, ConditionType right) {
    ConditionType result = result(binary.operator(), left, right);
    if (result == null) {
      String message =
          "'" + binary.operator().symbol() + "' is not defined for " + left + " and " + right;
      boolean numbers = TypeRules.isNumber(left) && TypeRules.isNumber(right);
      String hint = numbers && left.kind() != right.kind() ? conversion(left, right) : null;
      problems.add(binary, Codes.TYPE, message, hint);
      return ConditionType.DYN;
    }
    return result;
  }

  private static String conversion(ConditionType left, ConditionType right) {
    boolean decimal = left.kind() == Kind.DECIMAL || right.kind() == Kind.DECIMAL;
    boolean real = left.kind() == Kind.DOUBLE || right.kind() == Kind.DOUBLE;
    return "convert one side with " + (decimal ? "decimal" : real ? "double" : "int") + "(…)";
  }

  private static @Nullable ConditionType result(
      Binary.Operator operator, ConditionType left, ConditionType right) {
    if (left.isDyn() && right.isDyn()) {
      return ConditionType.DYN;
    }
    ConditionType known = (left.isDyn() ? right : left).notNull();
    boolean same = left.isDyn() || right.isDyn() || left.kind() == right.kind();
    switch (known.kind()) {
      case INT:
      case UINT:
        return same ? known.plain() : null;
      case DOUBLE:
      case DECIMAL:
        return same && operator != Binary.Operator.MODULO ? known.plain() : null;
      case STRING:
        return same && operator == Binary.Operator.ADD ? sum(left, right, known.plain()) : null;
      case BYTES:
        return same && operator == Binary.Operator.ADD ? known.plain() : null;
      case LIST:
        return same && operator == Binary.Operator.ADD ? lists(left, right) : null;
      case TIMESTAMP:
      case DURATION:
        return times(operator, left, right);
      default:
        return null;
    }
  }

  private static ConditionType lists(ConditionType left, ConditionType right) {
    if (left.isDyn() || right.isDyn()) {
      return ConditionType.LIST_OF_DYN;
    }
    return sum(left, right, ConditionType.list(TypeRules.join(left.element(), right.element())));
  }

  private static ConditionType sum(ConditionType left, ConditionType right, ConditionType type) {
    if (left.maxSize() < 0 || right.maxSize() < 0) {
      return type;
    }
    long size = (long) left.maxSize() + right.maxSize();
    return size > Integer.MAX_VALUE ? type : type.withMaxSize((int) size);
  }

  private static @Nullable ConditionType times(
      Binary.Operator operator, ConditionType left, ConditionType right) {
    if (operator != Binary.Operator.ADD && operator != Binary.Operator.SUBTRACT) {
      return null;
    }
    if (left.isDyn() || right.isDyn()) {
      return ConditionType.DYN;
    }
    boolean timeLeft = left.kind() == Kind.TIMESTAMP;
    boolean timeRight = right.kind() == Kind.TIMESTAMP;
    boolean fits =
        (timeLeft || left.kind() == Kind.DURATION) && (timeRight || right.kind() == Kind.DURATION);
    if (!fits) {
      return null;
    }
    if (operator == Binary.Operator.ADD) {
      return timeLeft && timeRight
          ? null
          : timeLeft || timeRight ? ConditionType.TIMESTAMP : ConditionType.DURATION;
    }
    if (timeRight) {
      return timeLeft ? ConditionType.DURATION : null;
    }
    return timeLeft ? ConditionType.TIMESTAMP : ConditionType.DURATION;
  }
}
