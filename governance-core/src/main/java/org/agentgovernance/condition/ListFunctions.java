package org.agentgovernance.condition;

import java.util.List;
import java.util.Map;

/** Functions on lists, and size. */
final class ListFunctions {
  private ListFunctions() {}

  static Object apply(Frame frame, Function function, Object[] values) {
    Object first = values[0];
    if (function == Function.SIZE || function == Function.SIZE_OF) {
      return size(frame, first);
    }
    if (!(first instanceof List<?> list)) {
      throw CallNode.noOverload(function, values);
    }
    if (function == Function.JOIN) {
      if (values.length == 1) {
        return Lists.join(frame, list, "");
      }
      if (values[1] instanceof String separator) {
        return Lists.join(frame, list, separator);
      }
      throw CallNode.noOverload(function, values);
    }
    if (!(values[1] instanceof List<?> other)) {
      throw CallNode.noOverload(function, values);
    }
    switch (function) {
      case SETS_CONTAINS:
        return Lists.containsAll(frame, list, other);
      case SETS_INTERSECTS:
        return Lists.intersects(frame, list, other);
      default:
        return Lists.containsAll(frame, list, other) && Lists.containsAll(frame, other, list);
    }
  }

  private static Long size(Frame frame, Object value) {
    if (value instanceof String text) {
      frame.text(text.length());
      return (long) text.codePointCount(0, text.length());
    }
    if (value instanceof List<?> list) {
      return (long) Host.size(list);
    }
    if (value instanceof Map<?, ?> map) {
      return (long) Host.size(map);
    }
    if (value instanceof byte[] bytes) {
      return (long) bytes.length;
    }
    throw EvalError.noOverload("size", value);
  }
}
