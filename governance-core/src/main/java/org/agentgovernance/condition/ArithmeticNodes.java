package org.agentgovernance.condition;

import org.agentgovernance.condition.syntax.Binary;

/** Arithmetic, without boxes for int and double. */
final class ArithmeticNodes {
  private ArithmeticNodes() {}

  static Node of(
      Binary.Operator operator, Node left, Node right, ConditionType a, ConditionType b) {
    boolean exact = !a.isNullable() && !b.isNullable() && a.kind() == b.kind();
    if (exact && a.kind() == ConditionType.Kind.INT) {
      return new OfInts(operator, left, right);
    }
    if (exact && a.kind() == ConditionType.Kind.DOUBLE) {
      return new OfDoubles(operator, left, right);
    }
    return new OfAny(operator, left, right);
  }

  /** On ints. */
  static final class OfInts extends Node {
    private final Binary.Operator operator;
    private final Node left;
    private final Node right;

    OfInts(Binary.Operator operator, Node left, Node right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    long integer(Frame frame) {
      long a = left.integer(frame);
      return Arithmetic.integer(operator, a, right.integer(frame));
    }

    @Override
    Object value(Frame frame) {
      return integer(frame);
    }
  }

  /** On doubles. */
  static final class OfDoubles extends Node {
    private final Binary.Operator operator;
    private final Node left;
    private final Node right;

    OfDoubles(Binary.Operator operator, Node left, Node right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    double real(Frame frame) {
      double a = left.real(frame);
      return Arithmetic.real(operator, a, right.real(frame));
    }

    @Override
    Object value(Frame frame) {
      return real(frame);
    }
  }

  /** On values whose types are known only when it runs. */
  static final class OfAny extends Node {
    private final Binary.Operator operator;
    private final Node left;
    private final Node right;

    OfAny(Binary.Operator operator, Node left, Node right) {
      this.operator = operator;
      this.left = left;
      this.right = right;
    }

    @Override
    Object value(Frame frame) {
      Object a = left.value(frame);
      return Arithmetic.apply(frame, operator, a, right.value(frame));
    }
  }

  /** {@code -a}. */
  static final class Negation extends Node {
    private final Node operand;

    Negation(Node operand) {
      this.operand = operand;
    }

    @Override
    Object value(Frame frame) {
      return Arithmetic.negate(operand.value(frame));
    }
  }
}
