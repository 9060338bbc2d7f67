package org.agentgovernance.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keyword {@code uniqueItems}, compared by text. The validator's own puts nodes into a hash
 * set, and strings chosen to share one hash make that quadratic: 30,000 items took 18 seconds. A
 * set of strings keeps such strings in order and stays fast.
 */
final class UniqueItems extends AbstractKeyword {
  private static final String NAME = "uniqueItems";

  UniqueItems() {
    super(NAME);
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode schema, Schema parent, SchemaContext context) {
    return new Validator(this, location, schema, parent, context);
  }

  private static final class Validator extends BaseKeywordValidator {
    private final boolean unique;

    Validator(
        Keyword keyword,
        SchemaLocation location,
        JsonNode schema,
        Schema parent,
        SchemaContext context) {
      super(keyword, schema, location, parent, context);
      this.unique = schema.asBoolean();
    }

    @Override
    public void validate(
        ExecutionContext execution, JsonNode node, JsonNode root, NodePath instanceLocation) {
      if (!unique || !node.isArray() || node.size() < 2) {
        return;
      }
      Set<String> seen = new HashSet<>();
      for (JsonNode item : node) {
        StringBuilder text = new StringBuilder();
        write(item, text);
        if (!seen.add(text.toString())) {
          execution.addError(
              error()
                  .instanceNode(node)
                  .instanceLocation(instanceLocation)
                  .evaluationPath(execution.getEvaluationPath())
                  .locale(execution.getExecutionConfig().getLocale())
                  .build());
          return;
        }
      }
    }

    /** One text for equal values: names of an object in order. */
    private static void write(JsonNode node, StringBuilder out) {
      if (node.isArray()) {
        out.append('[');
        for (JsonNode item : node) {
          write(item, out);
          out.append(',');
        }
        out.append(']');
      } else if (node.isObject()) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        out.append('{');
        for (String name : names) {
          out.append(name.length()).append(':').append(name);
          write(node.get(name), out);
          out.append(',');
        }
        out.append('}');
      } else if (node.isTextual()) {
        out.append('"').append(node.textValue().length()).append(':').append(node.textValue());
      } else {
        out.append(node);
      }
    }
  }
}
