package org.agentgovernance.condition.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function call, {@code name(a, b)} or {@code target.name(a, b)}. A call of a function with a
 * dotted name, such as {@code math.greatest(1, 2)}, has the identifier before the dot as its
 * target.
 *
 * @param target what stands before the dot, or null
 * @param name the function's name
 * @param arguments the arguments in order, without the target
 * @param span where it stands
 */
public record Call(@Nullable Expression target, String name, List<Expression> arguments, Span span)
    implements Expression {
  /** Copies the list. */
  public Call {
    arguments = List.copyOf(arguments);
  }

  private static List<Expression> parts(@Nullable Expression target, List<Expression> arguments) {
    if (target == null) {
      return arguments;
    }
    List<Expression> parts = new ArrayList<>(arguments.size() + 1);
    parts.add(target);
    parts.addAll(arguments);
    return List.copyOf(parts);
  }

  @Override
  public List<Expression> children() {
    return parts(target, arguments);
  }

  @Override
  public <R extends @Nullable Object> R accept(ExpressionVisitor<R> visitor) {
    return visitor.visitCall(this);
  }
}
