package org.agentgovernance.condition;

/**
 * A compiled expression. The typed methods spare the boxes where the compiler knows the type; their
 * defaults check the value, so that any node may be asked for anything.
 */
abstract class Node {
  /** The value; never null, the value null is {@link Null#VALUE}. */
  abstract Object value(Frame frame);

  boolean bool(Frame frame) {
    Object value = value(frame);
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw EvalError.of(
        Codes.NO_SUCH_OVERLOAD, "expected true or false, found " + Values.typeName(value));
  }

  long integer(Frame frame) {
    Object value = value(frame);
    if (value instanceof Long number) {
      return number;
    }
    throw EvalError.of(Codes.NO_SUCH_OVERLOAD, "expected int, found " + Values.typeName(value));
  }

  double real(Frame frame) {
    Object value = value(frame);
    if (value instanceof Double number) {
      return number;
    }
    throw EvalError.of(Codes.NO_SUCH_OVERLOAD, "expected double, found " + Values.typeName(value));
  }

  String text(Frame frame) {
    Object value = value(frame);
    if (value instanceof String text) {
      return text;
    }
    throw EvalError.of(Codes.NO_SUCH_OVERLOAD, "expected string, found " + Values.typeName(value));
  }

  /** A node whose own result is true or false. */
  abstract static class Truth extends Node {
    @Override
    abstract boolean bool(Frame frame);

    @Override
    final Object value(Frame frame) {
      return bool(frame);
    }
  }
}
