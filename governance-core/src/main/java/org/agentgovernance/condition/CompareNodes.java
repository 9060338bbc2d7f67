package org.agentgovernance.condition;

import java.util.List;
import java.util.RandomAccess;
import org.agentgovernance.condition.syntax.Binary;

/** Comparisons and membership, one node for each pair of types that is common. */
final class CompareNodes {
  private CompareNodes() {}

  static Node of(
      Binary.Operator operator, Node left, Node right, ConditionType a, ConditionType b) {
    boolean exact = !a.isNullable() && !b.isNullable() && a.kind() == b.kind();
    boolean equality = operator == Binary.Operator.EQUAL || operator == Binary.Operator.NOT_EQUAL;
    if (exact && a.kind() == ConditionType.Kind.DOUBLE) {
      return new OfDoubles(operator, left, right);
    }
    if (exact && a.kind() == ConditionType.Kind.INT) {
      return new OfInts(operator, left, right);
    }
    if (exact && equality && a.kind() == ConditionType.Kind.STRING) {
      return new OfTexts(operator == Binary.Operator.EQUAL, left, right);
    }
    if (equality) {
      return new Equal(operator == Binary.Operator.EQUAL, left, right);
    }
    return new Ordered(operator, left, right);
  }

  /** Which outcomes of a comparison an operator accepts. */
  private static final class Accepted {
    final boolean less;
    final boolean equal;
    final boolean greater;
    final boolean unordered;

    Accepted(Binary.Operator operator) {
      boolean differs = operator == Binary.Operator.NOT_EQUAL;
      boolean atMost = operator == Binary.Operator.LESS_OR_EQUAL;
      boolean atLeast = operator == Binary.Operator.GREATER_OR_EQUAL;
      this.less = differs || atMost || operator == Binary.Operator.LESS;
      this.equal = atMost || atLeast || operator == Binary.Operator.EQUAL;
      this.greater = differs || atLeast || operator == Binary.Operator.GREATER;
      this.unordered = differs;
    }

    boolean holds(int order) {
      return order < 0 ? less : order == 0 ? equal : order == 1 ? greater : unordered;
    }
  }

  /** Two doubles, without boxes; NaN is neither equal nor ordered. */
  static final class OfDoubles extends Node.Truth {
    private final Node left;
    private final Node right;
    private final boolean less;
    private final boolean equal;
    private final boolean greater;
    private final boolean unordered;

    OfDoubles(Binary.Operator operator, Node left, Node right) {
      this.left = left;
      this.right = right;
      Accepted accepted = new Accepted(operator);
      this.less = accepted.less;
      this.equal = accepted.equal;
      this.greater = accepted.greater;
      this.unordered = accepted.unordered;
    }

    @Override
    boolean bool(Frame frame) {
      double a = left.real(frame);
      double b = right.real(frame);
      return a < b ? less : a > b ? greater : a == b ? equal : unordered;
    }
  }

  /** Two ints, without boxes. */
  static final class OfInts extends Node.Truth {
    private final Node left;
    private final Node right;
    private final boolean less;
    private final boolean equal;
    private final boolean greater;

    OfInts(Binary.Operator operator, Node left, Node right) {
      this.left = left;
      this.right = right;
      Accepted accepted = new Accepted(operator);
      this.less = accepted.less;
      this.equal = accepted.equal;
      this.greater = accepted.greater;
    }

    @Override
    boolean bool(Frame frame) {
      long a = left.integer(frame);
      long b = right.integer(frame);
      return a < b ? less : a > b ? greater : equal;
    }
  }

  /** Whether two texts are the same. */
  static final class OfTexts extends Node.Truth {
    private final boolean wanted;
    private final Node left;
    private final Node right;

    OfTexts(boolean wanted, Node left, Node right) {
      this.wanted = wanted;
      this.left = left;
      this.right = right;
    }

    @Override
    boolean bool(Frame frame) {
      String a = left.text(frame);
      String b = right.text(frame);
      if (a.length() > 64 && a.length() == b.length()) {
        frame.text(a.length());
      }
      return a.equals(b) == wanted;
    }
  }

  /** Equality of anything. */
  static final class Equal extends Node.Truth {
    private final boolean wanted;
    private final Node left;
    private final Node right;

    Equal(boolean wanted, Node left, Node right) {
      this.wanted = wanted;
      this.left = left;
      this.right = right;
    }

    @Override
    boolean bool(Frame frame) {
      Object a = left.value(frame);
      return Equality.equal(frame, a, right.value(frame)) == wanted;
    }
  }

  /** Order of anything that has one. */
  static final class Ordered extends Node.Truth {
    private final Accepted accepted;
    private final Node left;
    private final Node right;

    Ordered(Binary.Operator operator, Node left, Node right) {
      this.accepted = new Accepted(operator);
      this.left = left;
      this.right = right;
    }

    @Override
    boolean bool(Frame frame) {
      Object a = left.value(frame);
      Object b = right.value(frame);
      if (a instanceof String text && b instanceof String other) {
        frame.text(Math.min(text.length(), other.length()));
      }
      return accepted.holds(Ordering.compare(a, b));
    }
  }

  /** Membership in a list or among the keys of a map. */
  static final class In extends Node.Truth {
    private final Node value;
    private final Node container;

    In(Node value, Node container) {
      this.value = value;
      this.container = container;
    }

    @Override
    boolean bool(Frame frame) {
      Object wanted = value.value(frame);
      Object where = container.value(frame);
      if (wanted instanceof String text && where instanceof List<?> list) {
        return among(frame, text, list);
      }
      return Equality.in(frame, wanted, where);
    }

    private static boolean among(Frame frame, String text, List<?> list) {
      if (!(list instanceof RandomAccess)) {
        return Equality.in(frame, text, list);
      }
      int size = Host.size(list);
      boolean isLong = text.length() > 64;
      int visits = Math.min(size, frame.left() + 1);
      for (int i = 0; i < visits; i++) {
        Object element = Host.get(list, i);
        if (element instanceof String other) {
          if (isLong && other.length() == text.length()) {
            frame.text(text.length());
          }
          if (text.equals(other)) {
            frame.steps(i + 1);
            return true;
          }
        } else {
          Values.of(element); // what has no meaning is an error here as everywhere
        }
      }
      frame.steps(visits);
      return false;
    }
  }
}
