package org.agentgovernance.condition;

import com.google.re2j.Pattern;

/** Text tests that rules use most, without boxes. */
final class TextNodes {
  private TextNodes() {}

  /** {@code startsWith}, {@code endsWith} and {@code contains}. */
  static final class Test extends Node.Truth {
    private final Function function;
    private final Node text;
    private final Node part;

    Test(Function function, Node text, Node part) {
      this.function = function;
      this.text = text;
      this.part = part;
    }

    @Override
    boolean bool(Frame frame) {
      String whole = text.text(frame);
      String other = part.text(frame);
      switch (function) {
        case STARTS_WITH:
          frame.text(other.length());
          return whole.startsWith(other);
        case ENDS_WITH:
          frame.text(other.length());
          return whole.endsWith(other);
        default:
          frame.text(TextFunctions.searchCost(whole, other));
          return whole.contains(other);
      }
    }
  }

  /** {@code matches}: whether a part of the text matches, in time linear in the text. */
  static final class Matches extends Node.Truth {
    private final Node text;
    private final Pattern pattern;
    private final int weight;

    Matches(Node text, Pattern pattern) {
      this.text = text;
      this.pattern = pattern;
      this.weight = Math.max(1, pattern.pattern().length() / 4);
    }

    @Override
    boolean bool(Frame frame) {
      String whole = text.text(frame);
      frame.text((long) whole.length() * weight);
      return pattern.matcher(whole).find();
    }
  }
}
