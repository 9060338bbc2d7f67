package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Functions on lists, the set helpers among them; every element visited is a step. */
final class Lists {
  private Lists() {}

  static List<Object> concatenation(Frame frame, List<?> left, List<?> right) {
    List<Object> sum = new ArrayList<>();
    append(frame, sum, left);
    append(frame, sum, right);
    return sum;
  }

  private static void append(Frame frame, List<Object> out, List<?> list) {
    Iterator<?> elements = Host.iterator(list);
    while (Host.hasNext(elements)) {
      frame.step();
      out.add(Values.of(Host.next(elements)));
    }
  }

  /** Whether every element of the second list is in the first. */
  static boolean containsAll(Frame frame, List<?> list, List<?> elements) {
    Iterator<?> each = Host.iterator(elements);
    while (Host.hasNext(each)) {
      frame.step();
      if (!Equality.in(frame, Values.of(Host.next(each)), list)) {
        return false;
      }
    }
    return true;
  }

  /** Whether some element of the first list is in the second. */
  static boolean intersects(Frame frame, List<?> list, List<?> other) {
    Iterator<?> each = Host.iterator(list);
    while (Host.hasNext(each)) {
      frame.step();
      if (Equality.in(frame, Values.of(Host.next(each)), other)) {
        return true;
      }
    }
    return false;
  }

  static String join(Frame frame, List<?> list, String separator) {
    StringBuilder out = new StringBuilder();
    Iterator<?> each = Host.iterator(list);
    boolean first = true;
    while (Host.hasNext(each)) {
      Object value = Values.of(Host.next(each));
      if (!(value instanceof String text)) {
        throw EvalError.noOverload("join", value);
      }
      frame.text((long) text.length() + separator.length());
      out.append(first ? "" : separator).append(text);
      first = false;
    }
    return out.toString();
  }
}
