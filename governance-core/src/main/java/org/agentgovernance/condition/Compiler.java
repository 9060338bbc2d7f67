package org.agentgovernance.condition;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
import org.jspecify.annotations.Nullable;

/**
 * Turns a checked tree into nodes. What depends on no variable is evaluated now: a constant that
 * has no value is a mistake in the rule.
 */
final class Compiler implements ExpressionVisitor<Node> {
  private static final int FOLD_BUDGET = 1_000;

  private final Typing typing;
  private final @Nullable Problems problems;

  /** Whether what was compiled last reads a variable. */
  private boolean reads;

  /** The outermost local name that what was compiled last reads. */
  private int lowestLocal = Integer.MAX_VALUE;

  /** Stands in while constants are evaluated; a class, because the first lambda costs much. */
  private static final class NoVariables implements Variables {
    @Override
    public Object get(int index) {
      return Null.VALUE;
    }
  }

  private Compiler(Typing typing, @Nullable Problems problems) {
    this.typing = typing;
    this.problems = problems;
  }

  /** Compiles; notes constants without value as problems, or leaves them if there is no list. */
  static Node compile(Expression root, Typing typing, @Nullable Problems problems) {
    return new Compiler(typing, problems).compile(root);
  }

  private Node compile(Expression expression) {
    final boolean outerReads = reads;
    final int outerLowest = lowestLocal;
    reads = false;
    lowestLocal = Integer.MAX_VALUE;
    Node node = expression.accept(this);
    if (!reads && lowestLocal == Integer.MAX_VALUE) {
      node = folded(expression, node);
    }
    reads |= outerReads;
    lowestLocal = Math.min(lowestLocal, outerLowest);
    return node;
  }

  private Node folded(Expression expression, Node node) {
    if (node instanceof AccessNodes.Constant) {
      return node;
    }
    try {
      Frame frame = new Frame(new NoVariables(), typing.locals(), FOLD_BUDGET);
      return new AccessNodes.Constant(node.value(frame));
    } catch (EvalError e) {
      if (problems != null && !e.fatal) {
        String message = "this always fails: " + e.text();
        problems.add(expression, Codes.ALWAYS_FAILS, message, null);
        return new AccessNodes.Constant(Null.VALUE);
      }
      return node;
    }
  }

  /** Forgets the local names from {@code slot} on: they are bound by the node itself. */
  private void bound(int slot) {
    if (lowestLocal >= slot) {
      lowestLocal = Integer.MAX_VALUE;
    }
  }

  private Node[] all(List<Expression> expressions) {
    Node[] nodes = new Node[expressions.size()];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = compile(expressions.get(i));
    }
    return nodes;
  }

  private int slot(Expression expression) {
    return typing.meaning(expression) instanceof Typing.Local local ? local.slot() : 0;
  }

  @Override
  public Node visitOther(Expression expression) {
    throw new IllegalArgumentException("unknown node");
  }

  @Override
  public Node visitLiteral(Literal literal) {
    Object value = literal.value();
    if (value == null) {
      return new AccessNodes.Constant(Null.VALUE);
    }
    switch (literal.kind()) {
      case UINT:
        return new AccessNodes.Constant(new Unsigned((Long) value));
      case BYTES:
        return new AccessNodes.Constant(((String) value).getBytes(StandardCharsets.ISO_8859_1));
      default:
        return new AccessNodes.Constant(value);
    }
  }

  @Override
  public Node visitIdentifier(Identifier identifier) {
    return named(identifier);
  }

  private Node named(Expression expression) {
    Object meaning = typing.meaning(expression);
    if (meaning instanceof Typing.Global global) {
      reads = true;
      return new AccessNodes.Variable(global.index(), typing.type(expression), global.name());
    }
    if (meaning instanceof Typing.Local local) {
      lowestLocal = Math.min(lowestLocal, local.slot());
      return new AccessNodes.Local(local.slot());
    }
    return new AccessNodes.Constant(meaning == null ? Null.VALUE : meaning);
  }

  @Override
  public Node visitSelect(Select select) {
    if (typing.meaning(select) != null) {
      return named(select);
    }
    String path = Names.dotted(select);
    String what = path == null ? "field '" + select.field() + "'" : path;
    return new AccessNodes.Field(
        compile(select.operand()), select.field(), typing.type(select), SafeText.name(what));
  }

  @Override
  public Node visitPresence(Presence presence) {
    return new AccessNodes.Has(compile(presence.operand()), presence.field());
  }

  @Override
  public Node visitIndex(Index index) {
    return new AccessNodes.Element(
        compile(index.operand()), compile(index.key()), typing.type(index));
  }

  @Override
  public Node visitUnary(Unary unary) {
    Node operand = compile(unary.operand());
    return unary.operator() == Unary.Operator.NOT
        ? new LogicNodes.Not(operand)
        : new ArithmeticNodes.Negation(operand);
  }

  @Override
  public Node visitBinary(Binary binary) {
    Node left = compile(binary.left());
    Node right = compile(binary.right());
    ConditionType a = typing.type(binary.left());
    ConditionType b = typing.type(binary.right());
    switch (binary.operator()) {
      case ADD:
      case SUBTRACT:
      case MULTIPLY:
      case DIVIDE:
      case MODULO:
        return ArithmeticNodes.of(binary.operator(), left, right, a, b);
      case IN:
        return new CompareNodes.In(left, right);
      default:
        return CompareNodes.of(binary.operator(), left, right, a, b);
    }
  }

  /** A constant operand either decides alone or drops out. */
  @Override
  public Node visitLogical(Logical logical) {
    boolean and = logical.operator() == Logical.Operator.AND;
    Node[] nodes = all(logical.operands());
    int kept = 0;
    for (Node node : nodes) {
      boolean constant =
          node instanceof AccessNodes.Constant known && known.value instanceof Boolean;
      if (!constant) {
        nodes[kept++] = node;
      } else if (((AccessNodes.Constant) node).value.equals(!and)) {
        reads = false;
        lowestLocal = Integer.MAX_VALUE;
        return node;
      }
    }
    if (kept == 0) {
      return new AccessNodes.Constant(and);
    }
    Node[] rest = java.util.Arrays.copyOf(nodes, kept);
    return and ? new LogicNodes.And(rest) : new LogicNodes.Or(rest);
  }

  @Override
  public Node visitConditional(Conditional conditional) {
    return new LogicNodes.Choice(
        compile(conditional.condition()),
        compile(conditional.whenTrue()),
        compile(conditional.whenFalse()));
  }

  @Override
  public Node visitCall(Call call) {
    return typing.meaning(call) instanceof Function function
        ? call(call, function)
        : new AccessNodes.Constant(Null.VALUE);
  }

  private Node call(Call call, Function function) {
    Expression target = call.target();
    boolean method = target != null && Function.method(call.name()) == function;
    Node[] arguments = all(method ? call.children() : call.arguments());
    switch (function) {
      case MATCHES:
      case MATCHES_OF:
        Expression last = call.arguments().get(call.arguments().size() - 1);
        return typing.meaning(last) instanceof Pattern pattern
            ? new TextNodes.Matches(arguments[0], pattern)
            : new AccessNodes.Constant(Null.VALUE);
      case STARTS_WITH:
      case ENDS_WITH:
      case CONTAINS:
        return new TextNodes.Test(function, arguments[0], arguments[1]);
      case DYN:
        return arguments[0];
      default:
        return new CallNode(function, arguments);
    }
  }

  @Override
  public Node visitList(ListLiteral list) {
    return new LiteralNodes.ListNode(all(list.elements()));
  }

  @Override
  public Node visitMap(MapLiteral map) {
    Node[] keys = new Node[map.entries().size()];
    Node[] values = new Node[keys.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = compile(map.entries().get(i).key());
      values[i] = compile(map.entries().get(i).value());
    }
    return new LiteralNodes.MapNode(keys, values);
  }

  @Override
  public Node visitComprehension(Comprehension loop) {
    final Node range = compile(loop.range());
    int rangeLowest = lowestLocal;
    lowestLocal = Integer.MAX_VALUE;
    ConditionType rangeType = typing.type(loop.range());
    boolean list = rangeType.kind() == ConditionType.Kind.LIST;
    boolean two = loop.second() != null;
    ConditionType type = list || two ? rangeType.element() : ConditionType.DYN;
    Expression condition = loop.filter();
    Node filter = condition == null ? null : compile(condition);
    Node body = compile(loop.body());
    int slot = slot(loop);
    bound(slot);
    lowestLocal = Math.min(lowestLocal, rangeLowest);
    switch (loop.macro()) {
      case ALL:
      case EXISTS:
        return new LoopNodes.Quantifier(loop.macro(), range, type, slot, two, body);
      case EXISTS_ONE:
        return new LoopNodes.ExistsOne(range, type, slot, two, body);
      case TRANSFORM_MAP:
        return new LoopNodes.ToMap(range, type, slot, filter, body);
      default:
        return new LoopNodes.ToList(loop.macro(), range, type, slot, two, filter, body);
    }
  }

  @Override
  public Node visitBinding(Binding binding) {
    final Node value = compile(binding.value());
    int valueLowest = lowestLocal;
    lowestLocal = Integer.MAX_VALUE;
    Node body = compile(binding.body());
    int slot = slot(binding);
    bound(slot);
    lowestLocal = Math.min(lowestLocal, valueLowest);
    return new LoopNodes.Bind(value, slot, body);
  }
}
