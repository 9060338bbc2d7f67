package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.condition.ConditionType.Kind;
import org.agentgovernance.condition.syntax.Binary;
import org.agentgovernance.condition.syntax.Binding;
import org.agentgovernance.condition.syntax.Call;
import org.agentgovernance.condition.syntax.Comprehension;
import org.agentgovernance.condition.syntax.Conditional;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.ExpressionVisitor;
import org.agentgovernance.condition.syntax.Identifier;
import org.agentgovernance.condition.syntax.Index;
import org.agentgovernance.condition.syntax.ListLiteral;
import org.agentgovernance.condition.syntax.Literal;
import org.agentgovernance.condition.syntax.Logical;
import org.agentgovernance.condition.syntax.MapLiteral;
import org.agentgovernance.condition.syntax.Presence;
import org.agentgovernance.condition.syntax.Select;
import org.agentgovernance.condition.syntax.Unary;

/** Gives every node a type and every name a meaning, and collects what does not fit. */
final class Checker implements ExpressionVisitor<ConditionType> {
  private final Typing typing = new Typing();
  private final Scope scope = new Scope();
  private final Problems problems;
  private final NameResolver names;
  private final OperatorRules operators;
  private final CallRules calls;

  private Checker(ConditionEnvironment environment, Problems problems) {
    this.problems = problems;
    this.names = new NameResolver(environment, scope, typing, problems);
    this.operators = new OperatorRules(problems);
    this.calls = new CallRules(typing, problems);
  }

  static Typing check(Expression root, ConditionEnvironment environment, Problems problems) {
    Checker checker = new Checker(environment, problems);
    checker.check(root);
    return checker.typing;
  }

  private ConditionType check(Expression expression) {
    return typing.put(expression, expression.accept(this));
  }

  private void expectBool(Expression expression, String what) {
    ConditionType type = check(expression);
    if (type.kind() != Kind.BOOL && !type.isDyn()) {
      problems.add(expression, Codes.TYPE, what + " must be bool, not " + type, null);
    }
  }

  @Override
  public ConditionType visitOther(Expression expression) {
    throw new IllegalArgumentException("unknown node");
  }

  @Override
  public ConditionType visitLiteral(Literal literal) {
    switch (literal.kind()) {
      case NULL:
        return ConditionType.NULL;
      case BOOL:
        return ConditionType.BOOL;
      case INT:
        return ConditionType.INT;
      case UINT:
        return ConditionType.UINT;
      case DOUBLE:
        return ConditionType.DOUBLE;
      case BYTES:
        return ConditionType.BYTES;
      default:
        return ConditionType.STRING;
    }
  }

  @Override
  public ConditionType visitIdentifier(Identifier identifier) {
    return names.identifier(identifier);
  }

  @Override
  public ConditionType visitSelect(Select select) {
    ConditionType qualified = names.qualified(select);
    if (qualified != null) {
      return qualified;
    }
    return field(select, select.field(), check(select.operand()));
  }

  @Override
  public ConditionType visitPresence(Presence presence) {
    field(presence, presence.field(), check(presence.operand()));
    return ConditionType.BOOL;
  }

  private ConditionType field(Expression at, String field, ConditionType owner) {
    switch (owner.kind()) {
      case DYN:
        return ConditionType.DYN;
      case MAP:
        if (owner.key().kind() == Kind.STRING || owner.key().isDyn()) {
          return owner.element();
        }
        break;
      case OBJECT:
        return known(at, field, owner);
      default:
        break;
    }
    String message = owner + " has no field '" + SafeText.name(field) + "'";
    problems.add(at, Codes.TYPE, message, null);
    return ConditionType.DYN;
  }

  private ConditionType known(Expression at, String field, ConditionType owner) {
    ConditionType type = owner.fields().get(field);
    if (type != null) {
      return type;
    }
    if (!owner.isOpen()) {
      String hint = Names.suggestion(field, owner.fields().keySet());
      int end = at.span().end();
      int start = Math.max(at.span().start(), end - field.length());
      String message = "unknown field '" + SafeText.name(field) + "'";
      problems.add(start, end, Codes.UNKNOWN_FIELD, message, hint);
    }
    return ConditionType.DYN;
  }

  @Override
  public ConditionType visitIndex(Index index) {
    final ConditionType owner = check(index.operand());
    ConditionType key = check(index.key());
    switch (owner.kind()) {
      case DYN:
        return ConditionType.DYN;
      case LIST:
        if (key.kind() == Kind.INT || key.isDyn()) {
          return owner.element();
        }
        problems.add(index.key(), Codes.TYPE, "a position must be int, not " + key, null);
        return owner.element();
      case MAP:
        if (TypeRules.comparable(owner.key(), key)) {
          return owner.element();
        }
        String wrong = "the keys are " + owner.key() + ", not " + key;
        problems.add(index.key(), Codes.TYPE, wrong, null);
        return owner.element();
      case OBJECT:
        if (index.key() instanceof Literal literal && literal.value() instanceof String field) {
          return known(literal, field, owner);
        }
        if (!TypeRules.comparable(ConditionType.STRING, key)) {
          problems.add(index.key(), Codes.TYPE, "the keys are string, not " + key, null);
        }
        return ConditionType.DYN;
      default:
        String message = owner + " has no elements";
        problems.add(index, Codes.TYPE, message, null);
        return ConditionType.DYN;
    }
  }

  @Override
  public ConditionType visitUnary(Unary unary) {
    if (unary.operator() == Unary.Operator.NOT) {
      expectBool(unary.operand(), "what '!' negates");
      return ConditionType.BOOL;
    }
    return operators.negation(unary, check(unary.operand()));
  }

  @Override
  public ConditionType visitBinary(Binary binary) {
    ConditionType left = check(binary.left());
    ConditionType right = check(binary.right());
    return operators.binary(binary, left, right);
  }

  @Override
  public ConditionType visitLogical(Logical logical) {
    for (Expression operand : logical.operands()) {
      expectBool(operand, "an operand of " + logical.operator().symbol());
    }
    return ConditionType.BOOL;
  }

  @Override
  public ConditionType visitConditional(Conditional conditional) {
    expectBool(conditional.condition(), "what stands before '?'");
    ConditionType left = check(conditional.whenTrue());
    ConditionType right = check(conditional.whenFalse());
    ConditionType joined = TypeRules.join(left, right);
    if (joined.isDyn() && !left.isDyn() && !right.isDyn()) {
      String message = "the two values have different types: " + left + " and " + right;
      problems.add(conditional, Codes.TYPE, message, "convert one of them, or write dyn(…)");
    }
    return joined;
  }

  @Override
  public ConditionType visitCall(Call call) {
    Expression target = call.target();
    Function function = names.namespaced(call);
    List<ConditionType> types = new ArrayList<>();
    if (function == null && target != null && !names.isNamespace(target)) {
      types.add(check(target));
    }
    for (Expression argument : call.arguments()) {
      types.add(check(argument));
    }
    if (function == null) {
      function = calls.find(call);
    }
    return function == null ? ConditionType.DYN : calls.result(call, function, types);
  }

  @Override
  public ConditionType visitList(ListLiteral list) {
    ConditionType element = null;
    for (Expression each : list.elements()) {
      ConditionType type = check(each);
      element = element == null ? type : TypeRules.join(element, type);
    }
    return ConditionType.list(element == null ? ConditionType.FREE : element)
        .withMaxSize(list.elements().size());
  }

  @Override
  public ConditionType visitMap(MapLiteral map) {
    ConditionType key = null;
    ConditionType value = null;
    for (MapLiteral.Entry entry : map.entries()) {
      ConditionType keyType = check(entry.key());
      operators.key(entry.key(), keyType);
      key = key == null ? keyType : TypeRules.join(key, keyType);
      ConditionType valueType = check(entry.value());
      value = value == null ? valueType : TypeRules.join(value, valueType);
    }
    if (key == null || value == null) {
      return ConditionType.map(ConditionType.FREE, ConditionType.FREE).withMaxSize(0);
    }
    return ConditionType.map(key, value).withMaxSize(map.entries().size());
  }

  @Override
  public ConditionType visitComprehension(Comprehension loop) {
    ConditionType range = check(loop.range());
    boolean list = range.kind() == Kind.LIST;
    if (!list && !range.isMapLike() && !range.isDyn()) {
      String message = "." + loop.macro().symbol() + "() needs a list or a map, not " + range;
      problems.add(loop.range(), Codes.TYPE, message, null);
    }
    String second = loop.second();
    final int slot = scope.size();
    if (second == null) {
      scope.push(loop.variable(), list ? range.element() : range.key());
    } else {
      scope.push(loop.variable(), list ? ConditionType.INT : range.key());
      scope.push(second, range.element());
    }
    typing.useLocals(scope.size());
    typing.mean(loop, new Typing.Local(slot));
    Expression filter = loop.filter();
    if (filter != null) {
      expectBool(filter, "the condition of " + loop.macro().symbol() + "()");
    }
    final ConditionType result = result(loop, range);
    scope.pop();
    if (second != null) {
      scope.pop();
    }
    return result;
  }

  private ConditionType result(Comprehension loop, ConditionType range) {
    switch (loop.macro()) {
      case MAP:
      case TRANSFORM_LIST:
        return sized(ConditionType.list(check(loop.body())), range);
      case TRANSFORM_MAP:
        ConditionType key = range.kind() == Kind.LIST ? ConditionType.INT : range.key();
        return sized(ConditionType.map(key, check(loop.body())), range);
      case FILTER:
        expectBool(loop.body(), "the condition of filter()");
        ConditionType element = range.kind() == Kind.LIST ? range.element() : range.key();
        return sized(ConditionType.list(element), range);
      default:
        expectBool(loop.body(), "the condition of " + loop.macro().symbol() + "()");
        return ConditionType.BOOL;
    }
  }

  private static ConditionType sized(ConditionType type, ConditionType range) {
    return range.maxSize() < 0 ? type : type.withMaxSize(range.maxSize());
  }

  @Override
  public ConditionType visitBinding(Binding binding) {
    ConditionType type = check(binding.value());
    int slot = scope.push(binding.name(), type);
    typing.useLocals(scope.size());
    typing.mean(binding, new Typing.Local(slot));
    ConditionType result = check(binding.body());
    scope.pop();
    return result;
  }
}
