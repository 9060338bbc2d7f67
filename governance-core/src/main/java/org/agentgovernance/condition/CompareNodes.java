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

  private static boolean holds(Binary.Operator operator, int order) {
    switch (operator) {
      case EQUAL:
        return order == 0;
      case NOT_EQUAL:
        return order != 0;
      case LESS:
        return order == -1;
      case LESS_OR_EQUAL:
        return order == -1 || order == 0;
      case GREATER:
        return order == 1;
      default:
        return order == 1 || order == 0;
    }
  }

  /** Two doubles, without boxes; NaN is neither equal nor ordered. */
  static final class OfDoubles extends Node.Truth {
    private final Binary.Operator operator;
    private final Node left;
    private final Node right;

    OfDoubles(Binary.Operator operator, Node left, Node right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    boolean bool(Frame frame) {
      double a = left.real(frame);
      double b = right.real(frame);
      switch (operator) {
        case EQUAL:
          return a == b;
        case NOT_EQUAL:
          return a != b;
        case LESS:
          return a < b;
        case LESS_OR_EQUAL:
          return a <= b;
        case GREATER:
          return a > b;
        default:
          return a >= b;
      }
    }
  }

  /** Two ints, without boxes. */
  static final class OfInts extends Node.Truth {
    private final Binary.Operator operator;
    private final Node left;
    private final Node right;

    OfInts(Binary.Operator operator, Node left, Node right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    boolean bool(Frame frame) {
      long a = left.integer(frame);
      long b = right.integer(frame);
      switch (operator) {
        case EQUAL:
          return a == b;
        case NOT_EQUAL:
          return a != b;
        case LESS:
          return a < b;
        case LESS_OR_EQUAL:
          return a <= b;
        case GREATER:
          return a > b;
        default:
          return a >= b;
      }
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
      frame.text(a.length() == b.length() ? a.length() : 0);
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
    private final Binary.Operator operator;
    private final Node left;
    private final Node right;

    Ordered(Binary.Operator operator, Node left, Node right) {
      this.operator = operator;
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
      return holds(operator, Ordering.compare(a, b));
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
      for (int i = 0; i < size; i++) {
        frame.step();
        Object element = Host.get(list, i);
        if (element instanceof String other) {
          if (other.length() == text.length()) {
            frame.text(text.length());
            if (other.equals(text)) {
              return true;
            }
          }
        } else {
          Values.of(element); // what has no meaning is an error here as everywhere
        }
      }
      return false;
    }
  }
}
