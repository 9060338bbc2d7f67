package org.agentgovernance.condition;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes that read: constants, variables, local names, fields, positions and keys. */
final class AccessNodes {
  private AccessNodes() {}

  /** A constant. */
  static final class Constant extends Node {
    final Object value;
    private final long whole;
    private final double real;
    private final boolean truth;

    Constant(Object value) {
      this.value = value;
      this.whole = value instanceof Long number ? number : 0;
      this.real = value instanceof Double number ? number : 0;
      this.truth = value instanceof Boolean flag && flag;
    }

    @Override
    Object value(Frame frame) {
      return value;
    }

    @Override
    boolean bool(Frame frame) {
      return value instanceof Boolean ? truth : super.bool(frame);
    }

    @Override
    long integer(Frame frame) {
      return value instanceof Long ? whole : super.integer(frame);
    }

    @Override
    double real(Frame frame) {
      return value instanceof Double ? real : super.real(frame);
    }
  }

  /** A local name of a macro. */
  static final class Local extends Node {
    private final int slot;

    Local(int slot) {
      this.slot = slot;
    }

    @Override
    Object value(Frame frame) {
      return frame.locals[slot];
    }
  }

  /** What comes from outside and is brought to its declared type. */
  abstract static class Typed extends Node {
    final ConditionType type;
    final String what;

    Typed(ConditionType type, String what) {
      this.type = type;
      this.what = what;
    }

    /** The value as the host has it; null only if the value is null. */
    abstract @Nullable Object raw(Frame frame);

    @Override
    final Object value(Frame frame) {
      Object raw = raw(frame);
      if (raw instanceof String && type.kind() == ConditionType.Kind.STRING) {
        return raw;
      }
      return Coercion.to(type, raw, what);
    }

    @Override
    final double real(Frame frame) {
      Object raw = raw(frame);
      if (raw instanceof Double number) {
        return number;
      }
      return Coercion.real(raw, what);
    }

    @Override
    final long integer(Frame frame) {
      Object raw = raw(frame);
      if (raw instanceof Long number) {
        return number;
      }
      return Coercion.integer(raw, what);
    }

    @Override
    final boolean bool(Frame frame) {
      return Coercion.bool(raw(frame), what);
    }

    @Override
    final String text(Frame frame) {
      Object raw = raw(frame);
      if (raw instanceof String text) {
        return text;
      }
      return Coercion.text(raw, what);
    }
  }

  /** A variable of the environment. */
  static final class Variable extends Typed {
    private final int index;

    Variable(int index, ConditionType type, String name) {
      super(type, name);
      this.index = index;
    }

    @Override
    @Nullable Object raw(Frame frame) {
      return Host.variable(frame.variables, index);
    }
  }

  /** A field of a map. */
  static final class Field extends Typed {
    private final Node operand;
    private final String field;

    Field(Node operand, String field, ConditionType type, String what) {
      super(type, what);
      this.operand = operand;
      this.field = field;
    }

    @Override
    @Nullable Object raw(Frame frame) {
      Object container = operand.value(frame);
      if (!(container instanceof Map<?, ?> map)) {
        throw noFields(container, what);
      }
      Object value = Host.get(map, field);
      if (value == null && !Host.contains(map, field)) {
        throw EvalError.of(Codes.NO_SUCH_FIELD, what + " is not there; test with has() first");
      }
      return value;
    }
  }

  static EvalError noFields(Object container, String what) {
    return EvalError.of(
        container == Null.VALUE ? Codes.NULL_VALUE : Codes.NO_SUCH_OVERLOAD,
        what + " cannot be read: its owner is " + Values.typeName(container));
  }

  /** Whether a map has a field. */
  static final class Has extends Node.Truth {
    private final Node operand;
    private final String field;

    Has(Node operand, String field) {
      this.operand = operand;
      this.field = field;
    }

    @Override
    boolean bool(Frame frame) {
      Object container = operand.value(frame);
      if (container instanceof Map<?, ?> map) {
        return Host.contains(map, field);
      }
      throw noFields(container, "field '" + SafeText.name(field) + "'");
    }
  }

  /** An element by position, or an entry by key. */
  static final class Element extends Node {
    private final Node operand;
    private final Node key;
    private final ConditionType type;

    Element(Node operand, Node key, ConditionType type) {
      this.operand = operand;
      this.key = key;
      this.type = type;
    }

    @Override
    Object value(Frame frame) {
      Object container = operand.value(frame);
      Object value = Lookup.index(container, key.value(frame));
      return type.isDyn() ? value : Coercion.to(type, value, "the element");
    }
  }
}
