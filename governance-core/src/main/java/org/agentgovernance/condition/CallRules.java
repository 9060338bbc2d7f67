package org.agentgovernance.condition;

import com.google.re2j.Pattern;
import java.util.List;
import org.agentgovernance.condition.ConditionType.Kind;
import org.agentgovernance.condition.syntax.Call;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Identifier;
import org.agentgovernance.condition.syntax.Literal;
import org.jspecify.annotations.Nullable;

/** Which function a call means, whether the arguments fit, and what it gives. */
final class CallRules {
  private final Typing typing;
  private final Problems problems;

  CallRules(Typing typing, Problems problems) {
    this.typing = typing;
    this.problems = problems;
  }

  /** The function of a call; null after a problem was noted. */
  @Nullable Function find(Call call) {
    boolean method = call.target() != null;
    String name = call.name();
    Function function = method ? Function.method(name) : Function.global(name);
    if (function != null) {
      return function;
    }
    String shown = SafeText.name(name);
    if (call.target() instanceof Identifier namespace) {
      String dotted = namespace.name() + "." + name;
      String near = Names.suggestion(dotted, Function.names(false));
      if (near != null) {
        problems.add(call, Codes.UNKNOWN_FUNCTION, "unknown function '" + shown + "'", near);
        return null;
      }
    }
    String hint;
    Function other = method ? Function.global(name) : Function.method(name);
    if (other != null) {
      hint = "write " + other.usage();
    } else {
      hint = Names.suggestion(name, Function.names(method));
    }
    problems.add(call, Codes.UNKNOWN_FUNCTION, "unknown function '" + shown + "'", hint);
    return null;
  }

  ConditionType result(Call call, Function function, List<ConditionType> types) {
    typing.mean(call, function);
    ConditionType result = function.takesAnyCount() ? extreme(types) : function.result(types);
    if (result == null) {
      String message = function.symbol() + "() is not defined for " + types;
      problems.add(call, Codes.TYPE, message, "there is " + function.usage());
      return ConditionType.DYN;
    }
    if (function == Function.MATCHES || function == Function.MATCHES_OF) {
      pattern(call);
    }
    if (result.kind() == Kind.INT && types.size() == 2 && types.get(0).kind() == Kind.TIMESTAMP) {
      zone(call);
    }
    return result;
  }

  /** Patterns are written in the rule, so that they are checked now and never come from a call. */
  private void pattern(Call call) {
    Expression last = call.arguments().get(call.arguments().size() - 1);
    if (!(last instanceof Literal literal) || !(literal.value() instanceof String text)) {
      problems.add(
          last,
          Codes.UNSUPPORTED,
          "the pattern of matches() must be written in the rule",
          "for a fixed part use contains(), startsWith() or endsWith()");
      return;
    }
    try {
      Pattern pattern = Patterns.compile(text);
      typing.mean(last, pattern);
    } catch (EvalError e) {
      problems.add(last, e.code, e.text(), null);
    }
  }

  private void zone(Call call) {
    if (call.arguments().size() == 1
        && call.arguments().get(0) instanceof Literal literal
        && literal.value() instanceof String text) {
      try {
        Times.zone(text);
      } catch (EvalError e) {
        String hint = "write a name such as Europe/Berlin or an offset such as +02:00";
        problems.add(literal, Codes.TYPE, e.text(), hint);
      }
    }
  }

  private static @Nullable ConditionType extreme(List<ConditionType> types) {
    if (types.isEmpty()) {
      return null;
    }
    if (types.size() == 1 && types.get(0).kind() == Kind.LIST) {
      ConditionType element = types.get(0).element();
      return element.isDyn() || TypeRules.isNumber(element) ? element : null;
    }
    ConditionType common = null;
    for (ConditionType type : types) {
      if (!type.isDyn() && !TypeRules.isNumber(type)) {
        return null;
      }
      common = common == null ? type : TypeRules.join(common, type);
    }
    return common;
  }
}
