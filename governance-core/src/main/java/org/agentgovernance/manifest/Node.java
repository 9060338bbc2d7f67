package org.agentgovernance.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of the document with the place where it stands. */
sealed interface Node {
  int line();

  int column();

  /** The value without places, in the model of {@code org.agentgovernance.json}. */
  @Nullable Object value();

  /** What a person would call it. */
  String kind();

  /** An object; each key has a place of its own. */
  record Obj(int line, int column, Map<String, Member> members) implements Node {
    @Override
    public Map<String, @Nullable Object> value() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      members.forEach((key, member) -> map.put(key, member.value().value()));
      return map;
    }

    @Override
    public String kind() {
      return "an object";
    }
  }

  /** A key and its value. */
  record Member(int line, int column, Node value) {}

  /** An array. */
  record Arr(int line, int column, List<Node> items) implements Node {
    @Override
    public List<@Nullable Object> value() {
      List<@Nullable Object> list = new ArrayList<>(items.size());
      for (Node item : items) {
        list.add(item.value());
      }
      return list;
    }

    @Override
    public String kind() {
      return "an array";
    }
  }

  /** A string, number, boolean or null. */
  record Scalar(int line, int column, @Nullable Object value) implements Node {
    @Override
    public String kind() {
      if (value == null) {
        return "null";
      }
      return value instanceof String
          ? "a string"
          : value instanceof Boolean ? "a boolean" : "a number";
    }
  }
}
