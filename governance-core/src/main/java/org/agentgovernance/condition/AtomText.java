package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Presence;

/** The source of a part with the value of each variable or field written behind it. */
final class AtomText {
  private static final int LONGEST = 400;

  private final String source;
  private final Expression expression;
  private final List<Place> places = new ArrayList<>();

  /** Where a value is written, and where it comes from; no node if it must not be shown. */
  private record Place(int end, Node node, boolean hidden) {}

  AtomText(String source, Expression expression, Typing typing, List<String> sensitive) {
    this.source = source;
    this.expression = expression;
    collect(expression, typing, sensitive);
  }

  private void collect(Expression part, Typing typing, List<String> sensitive) {
    List<String> path = Paths.of(part, typing);
    if (path != null) {
      boolean hidden = Paths.isSensitive(path, sensitive);
      places.add(new Place(part.span().end(), Compiler.compile(part, typing, null), hidden));
      return;
    }
    if (part instanceof Presence presence && Paths.of(presence.operand(), typing) != null) {
      return;
    }
    for (Expression child : part.children()) {
      collect(child, typing, sensitive);
    }
  }

  String with(Frame frame) {
    StringBuilder out = new StringBuilder();
    int at = expression.span().start();
    for (Place place : places) {
      out.append(source, at, place.end);
      at = place.end;
      out.append(" (");
      if (place.hidden) {
        out.append("hidden");
      } else {
        ValueText.append(out, place.node, frame);
      }
      out.append(')');
    }
    out.append(source, at, expression.span().end());
    return out.length() <= LONGEST ? out.toString() : out.substring(0, LONGEST) + "…";
  }
}
