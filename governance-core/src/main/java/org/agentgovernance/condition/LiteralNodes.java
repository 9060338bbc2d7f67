package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists and maps that the condition writes. */
final class LiteralNodes {
  private LiteralNodes() {}

  /** {@code [a, b]}. */
  static final class ListNode extends Node {
    private final Node[] elements;

    ListNode(Node[] elements) {
      this.elements = elements;
    }

    @Override
    Object value(Frame frame) {
      List<Object> list = new ArrayList<>(elements.length);
      for (Node element : elements) {
        frame.step();
        list.add(element.value(frame));
      }
      return list;
    }
  }

  /** A map between braces. */
  static final class MapNode extends Node {
    private final Node[] keys;
    private final Node[] values;

    MapNode(Node[] keys, Node[] values) {
      this.keys = keys;
      this.values = values;
    }

    @Override
    Object value(Frame frame) {
      Map<Object, Object> map = new LinkedHashMap<>(keys.length * 2);
      for (int i = 0; i < keys.length; i++) {
        frame.step();
        put(map, keys[i].value(frame), values[i].value(frame));
      }
      return map;
    }
  }

  static void put(Map<Object, Object> map, Object key, Object value) {
    boolean allowed =
        key instanceof String
            || key instanceof Long
            || key instanceof Unsigned
            || key instanceof Boolean;
    if (!allowed) {
      throw EvalError.noOverload("use as a map key", key);
    }
    if (Lookup.find(map, key) != null) {
      throw EvalError.of(Codes.OUT_OF_RANGE, "the map has a key twice");
    }
    map.put(key, value);
  }
}
