package org.agentgovernance.condition;

import org.jspecify.annotations.Nullable;

/**
 * Nodes that combine truth. {@code false && error} and {@code error && false} are both false: an
 * error counts only if no operand decides without it.
 */
final class LogicNodes {
  private LogicNodes() {}

  static EvalError absorb(@Nullable EvalError first, EvalError error) {
    if (error.fatal) {
      throw error;
    }
    return first == null ? error : first;
  }

  /** A chain of {@code &&}. */
  static final class And extends Node.Truth {
    private final Node[] operands;

    And(Node[] operands) {
      this.operands = operands;
    }

    @Override
    boolean bool(Frame frame) {
      EvalError error = null;
      for (Node operand : operands) {
        try {
          if (!operand.bool(frame)) {
            return false;
          }
        } catch (EvalError e) {
          error = absorb(error, e);
        }
      }
      if (error != null) {
        throw error;
      }
      return true;
    }
  }

  /** A chain of {@code ||}. */
  static final class Or extends Node.Truth {
    private final Node[] operands;

    Or(Node[] operands) {
      this.operands = operands;
    }

    @Override
    boolean bool(Frame frame) {
      EvalError error = null;
      for (Node operand : operands) {
        try {
          if (operand.bool(frame)) {
            return true;
          }
        } catch (EvalError e) {
          error = absorb(error, e);
        }
      }
      if (error != null) {
        throw error;
      }
      return false;
    }
  }

  /** {@code !a}. */
  static final class Not extends Node.Truth {
    private final Node operand;

    Not(Node operand) {
      this.operand = operand;
    }

    @Override
    boolean bool(Frame frame) {
      return !operand.bool(frame);
    }
  }

  /** {@code a ? b : c}. */
  static final class Choice extends Node {
    private final Node condition;
    private final Node whenTrue;
    private final Node whenFalse;

    Choice(Node condition, Node whenTrue, Node whenFalse) {
      this.condition = condition;
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
    }

    private Node chosen(Frame frame) {
      return condition.bool(frame) ? whenTrue : whenFalse;
    }

    @Override
    Object value(Frame frame) {
      return chosen(frame).value(frame);
    }

    @Override
    boolean bool(Frame frame) {
      return chosen(frame).bool(frame);
    }

    @Override
    long integer(Frame frame) {
      return chosen(frame).integer(frame);
    }

    @Override
    double real(Frame frame) {
      return chosen(frame).real(frame);
    }

    @Override
    String text(Frame frame) {
      return chosen(frame).text(frame);
    }
  }
}
