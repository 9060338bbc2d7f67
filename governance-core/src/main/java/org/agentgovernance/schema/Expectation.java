package org.agentgovernance.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.agentgovernance.json.Names;
import org.jspecify.annotations.Nullable;

/**
 * Says what was expected, in words made from the schema alone. The validator's own messages are not
 * used: some of them repeat the value.
 */
final class Expectation {
  private static final int MAX_LISTED = 12;

  private Expectation() {}

  static Problem problem(Error error, Schema schema) {
    String pointer = pointer(error.getInstanceLocation());
    String name = error.getProperty();
    String keyword = error.getKeyword() == null ? "" : error.getKeyword();
    switch (keyword) {
      case "required":
        return new Problem(child(pointer, name), "required, but missing");
      case "dependentRequired":
      case "dependencies":
        return dependent(error, pointer);
      case "additionalProperties":
      case "unevaluatedProperties":
        return new Problem(
            child(pointer, name), knownName(siblings(error, schema), name == null ? "" : name));
      case "propertyNames":
        return new Problem(
            child(pointer, name),
            "not an allowed name; names are expected to satisfy " + json(error.getSchemaNode()));
      default:
        return new Problem(pointer, words(keyword, error));
    }
  }

  static Problem oneOfTypes(List<Error> errors) {
    Set<String> types = new LinkedHashSet<>();
    for (Error error : errors) {
      collectTypes(error.getSchemaNode(), types);
    }
    return new Problem(
        pointer(errors.get(0).getInstanceLocation()),
        "expected " + String.join(" or ", types) + got(errors.get(0).getInstanceNode()));
  }

  static String knownName(Collection<String> known, String name) {
    String nearest = Names.nearest(name, known);
    if (nearest != null) {
      return "not a known name; did you mean " + Pointers.shown(nearest) + "?";
    }
    if (known.isEmpty()) {
      return "not a known name; none is expected there";
    }
    return "not a known name; known are " + listed(known);
  }

  private static Problem dependent(Error error, String pointer) {
    Object[] arguments = error.getArguments();
    if (arguments != null && arguments.length > 1 && arguments[0] instanceof String missing) {
      return new Problem(
          child(pointer, missing), "required beside " + Pointers.shown(arguments[1].toString()));
    }
    return new Problem(pointer, "expected what depends on another name to be present as well");
  }

  private static String words(String keyword, Error error) {
    JsonNode schema = error.getSchemaNode();
    String limit = Pointers.shown(schema == null ? "" : schema.asText());
    return switch (keyword) {
      case "type" -> type(error);
      case "enum" -> "expected one of " + values(schema);
      case "const" -> "expected " + json(schema);
      case "pattern" -> "expected text that matches the pattern " + limit;
      case "minLength" -> "expected text of at least " + limit + " characters";
      case "maxLength" -> "expected text of at most " + limit + " characters";
      case "minimum" -> "expected a number of at least " + limit;
      case "maximum" -> "expected a number of at most " + limit;
      case "exclusiveMinimum" -> "expected a number greater than " + limit;
      case "exclusiveMaximum" -> "expected a number less than " + limit;
      case "multipleOf" -> "expected a multiple of " + limit;
      case "minItems" -> "expected at least " + limit + " items";
      case "maxItems" -> "expected at most " + limit + " items";
      case "uniqueItems" -> "expected items that differ from one another";
      case "contains" -> "expected an item that satisfies " + json(schema);
      case "minContains", "maxContains" -> "expected another number of matching items";
      case "items", "prefixItems", "additionalItems", "unevaluatedItems" -> "expected fewer items";
      case "minProperties" -> "expected at least " + limit + " names";
      case "maxProperties" -> "expected at most " + limit + " names";
      case "oneOf" -> "expected exactly one of the forms allowed there, not several at once";
      case "anyOf" -> "expected one of the forms allowed there";
      case "not" -> "expected anything that does not satisfy " + json(schema);
      case "false" -> "expected nothing there; leave it out";
      default -> "expected to satisfy " + Pointers.shown(keyword);
    };
  }

  private static String json(@Nullable JsonNode schema) {
    return Pointers.shown(String.valueOf(schema));
  }

  private static String type(Error error) {
    Set<String> types = new LinkedHashSet<>();
    collectTypes(error.getSchemaNode(), types);
    return "expected " + String.join(" or ", types) + got(error.getInstanceNode());
  }

  private static void collectTypes(@Nullable JsonNode type, Set<String> into) {
    if (type == null) {
      return;
    }
    if (type.isArray()) {
      type.forEach(one -> collectTypes(one, into));
    } else {
      into.add(Pointers.shown(type.asText()));
    }
  }

  private static String got(@Nullable JsonNode node) {
    if (node == null) {
      return "";
    }
    return ", got " + node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static String values(@Nullable JsonNode schema) {
    List<String> values = new ArrayList<>();
    if (schema != null) {
      schema.forEach(value -> values.add(value.toString()));
    }
    return listed(values);
  }

  private static String listed(Collection<String> texts) {
    StringBuilder out = new StringBuilder();
    int n = 0;
    for (String text : texts) {
      if (n == MAX_LISTED) {
        return out.append(" and ").append(texts.size() - n).append(" more").toString();
      }
      out.append(n++ == 0 ? "" : ", ").append(Pointers.shown(text));
    }
    return out.toString();
  }

  private static String child(String pointer, @Nullable String name) {
    return name == null ? pointer : Pointers.shownChild(pointer, name);
  }

  private static String pointer(@Nullable NodePath path) {
    if (path == null) {
      return "";
    }
    String out = "";
    for (int i = 0; i < path.getNameCount(); i++) {
      out = Pointers.shownChild(out, String.valueOf(path.getElement(i)));
    }
    return out;
  }

  /** The names that stand beside the keyword in the schema. */
  private static List<String> siblings(Error error, Schema schema) {
    NodePath place = error.getSchemaLocation().getFragment();
    if (place == null || place.getParent() == null) {
      return List.of();
    }
    JsonNode properties =
        schema
            .getSchemaNode()
            .at(JsonPointer.compile(place.getParent().toString()))
            .path("properties");
    List<String> names = new ArrayList<>();
    properties.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
