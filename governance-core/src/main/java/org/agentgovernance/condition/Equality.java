package org.agentgovernance.condition;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** CEL's equality: numbers by value across types, containers by their parts, else by type. */
final class Equality {
  /** Deeper values are an error, so that a map that contains itself ends. */
  private static final int MAX_DEPTH = 64;

  private Equality() {}

  static boolean equal(Frame frame, Object a, Object b) {
    return equal(frame, a, b, 0);
  }

  private static boolean equal(Frame frame, Object a, Object b, int depth) {
    if (a instanceof String left) {
      if (b instanceof String right) {
        if (left.length() > 64 && left.length() == right.length()) {
          frame.text(left.length());
        }
        return left.equals(right);
      }
      return false;
    }
    if (Numbers.isNumber(a)) {
      return Numbers.isNumber(b) && Numbers.compare(a, b) == 0;
    }
    if (a instanceof List<?> left) {
      return b instanceof List<?> right && equalLists(frame, left, right, depth);
    }
    if (a instanceof Map<?, ?> left) {
      return b instanceof Map<?, ?> right && equalMaps(frame, left, right, depth);
    }
    if (a instanceof byte[] left) {
      return b instanceof byte[] right && Arrays.equals(left, right);
    }
    return a.equals(b);
  }

  private static void enter(int depth) {
    if (depth >= MAX_DEPTH) {
      throw EvalError.of(
          Codes.NESTING, "values nested deeper than " + MAX_DEPTH + " levels are not compared");
    }
  }

  private static boolean equalLists(Frame frame, List<?> left, List<?> right, int depth) {
    enter(depth);
    if (Host.size(left) != Host.size(right)) {
      return false;
    }
    Iterator<?> lefts = Host.iterator(left);
    Iterator<?> rights = Host.iterator(right);
    while (Host.hasNext(lefts)) {
      frame.step();
      Object a = Values.of(Host.next(lefts));
      Object b = Values.of(Host.next(rights));
      if (!equal(frame, a, b, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMaps(Frame frame, Map<?, ?> left, Map<?, ?> right, int depth) {
    enter(depth);
    if (Host.size(left) != Host.size(right)) {
      return false;
    }
    Iterator<?> keys = Host.keys(left);
    while (Host.hasNext(keys)) {
      frame.step();
      Object key = Values.of(Host.next(keys));
      Object b = Lookup.find(right, key);
      if (b == null) {
        return false;
      }
      Object a = Lookup.find(left, key);
      if (a == null || !equal(frame, a, b, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a list contains a value, or a map a key. */
  static boolean in(Frame frame, Object value, Object container) {
    if (container instanceof List<?> list) {
      Iterator<?> elements = Host.iterator(list);
      while (Host.hasNext(elements)) {
        frame.step();
        if (equal(frame, Values.of(Host.next(elements)), value, 0)) {
          return true;
        }
      }
      return false;
    }
    if (container instanceof Map<?, ?> map) {
      return Lookup.find(map, value) != null;
    }
    throw EvalError.noOverload("'in'", value, container);
  }
}
