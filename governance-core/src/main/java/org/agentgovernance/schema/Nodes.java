package org.agentgovernance.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value of the model into the validator's nodes. Schema and arguments both pass through
 * here, so that a whole number is one kind of node on both sides and compares equal.
 */
final class Nodes {
  private Nodes() {}

  static JsonNode of(@Nullable Object value) {
    if (value instanceof String text) {
      return TextNode.valueOf(text);
    }
    if (value instanceof Long number) {
      return LongNode.valueOf(number);
    }
    if (value instanceof Boolean flag) {
      return BooleanNode.valueOf(flag);
    }
    if (value instanceof Double number) {
      return DoubleNode.valueOf(number);
    }
    if (value == null) {
      return NullNode.getInstance();
    }
    if (value instanceof Map<?, ?> map) {
      return object(map);
    }
    if (value instanceof List<?> list) {
      ArrayNode node = new ArrayNode(JsonNodeFactory.instance, list.size());
      for (int i = 0; i < list.size(); i++) {
        node.add(of(list.get(i)));
      }
      return node;
    }
    throw new IllegalArgumentException("not of the JSON model: " + value.getClass().getName());
  }

  private static ObjectNode object(Map<?, ?> map) {
    LinkedHashMap<String, JsonNode> children = new LinkedHashMap<>(map.size() * 4 / 3 + 1);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      children.put((String) entry.getKey(), of(entry.getValue()));
    }
    return new ObjectNode(JsonNodeFactory.instance, children);
  }
}
