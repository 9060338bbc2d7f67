package org.agentgovernance.condition;

import java.util.List;
import org.agentgovernance.condition.syntax.Binding;
import org.agentgovernance.condition.syntax.Call;
import org.agentgovernance.condition.syntax.Comprehension;
import org.agentgovernance.condition.syntax.Comprehension.Macro;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Identifier;
import org.agentgovernance.condition.syntax.Presence;
import org.agentgovernance.condition.syntax.Select;
import org.agentgovernance.condition.syntax.Span;
import org.jspecify.annotations.Nullable;

/** Recognises the calls that are macros: has, bind, and those that visit elements. */
final class Macros {
  private Macros() {}

  static @Nullable Expression has(Token name, List<Expression> arguments, Span span) {
    if (!name.text().equals("has") || arguments.size() != 1) {
      return null;
    }
    if (arguments.get(0) instanceof Select select) {
      return new Presence(select.operand(), select.field(), span);
    }
    Span place = arguments.get(0).span();
    throw new Refusal(
        place.start(),
        place.end(),
        Codes.SYNTAX,
        "has() tests a field, such as has(args.amount)",
        "for a key in brackets write: key in map");
  }

  static Expression call(Expression target, Token name, List<Expression> arguments, Span span) {
    if (target instanceof Identifier namespace && namespace.name().equals("cel")) {
      return bind(name, arguments, span);
    }
    Macro macro = macro(name.text());
    int count = arguments.size();
    if (macro == null || count < 2) {
      return new Call(target, name.text(), arguments, span);
    }
    boolean filtered = macro == Macro.MAP && count == 3;
    boolean transform = macro == Macro.TRANSFORM_LIST || macro == Macro.TRANSFORM_MAP;
    if ((count == 2 && !transform && !name.text().equals("existsOne")) || filtered) {
      return new Comprehension(
          macro,
          target,
          variable(arguments.get(0)),
          null,
          filtered ? arguments.get(1) : null,
          arguments.get(count - 1),
          span);
    }
    boolean two = transform ? count == 3 || count == 4 : count == 3;
    if (!two || macro == Macro.MAP || macro == Macro.FILTER || name.text().equals("exists_one")) {
      return new Call(target, name.text(), arguments, span);
    }
    String first = variable(arguments.get(0));
    String second = variable(arguments.get(1));
    if (first.equals(second)) {
      Span place = arguments.get(1).span();
      throw Refusal.syntax(place.start(), place.end(), "both names are '" + first + "'");
    }
    return new Comprehension(
        macro,
        target,
        first,
        second,
        count == 4 ? arguments.get(2) : null,
        arguments.get(count - 1),
        span);
  }

  private static Expression bind(Token name, List<Expression> arguments, Span span) {
    if (name.text().equals("bind") && arguments.size() == 3) {
      return new Binding(variable(arguments.get(0)), arguments.get(1), arguments.get(2), span);
    }
    throw new Refusal(
        span.start(),
        span.end(),
        Codes.UNSUPPORTED,
        "of the functions under 'cel' only bind is part of the subset",
        "write cel.bind(name, value, body)");
  }

  private static String variable(Expression expression) {
    if (expression instanceof Identifier identifier) {
      return identifier.name();
    }
    Span place = expression.span();
    throw Refusal.syntax(place.start(), place.end(), "expected a name for the element");
  }

  private static @Nullable Macro macro(String name) {
    switch (name) {
      case "all":
        return Macro.ALL;
      case "exists":
        return Macro.EXISTS;
      case "exists_one":
      case "existsOne":
        return Macro.EXISTS_ONE;
      case "filter":
        return Macro.FILTER;
      case "map":
        return Macro.MAP;
      case "transformList":
        return Macro.TRANSFORM_LIST;
      case "transformMap":
        return Macro.TRANSFORM_MAP;
      default:
        return null;
    }
  }
}
