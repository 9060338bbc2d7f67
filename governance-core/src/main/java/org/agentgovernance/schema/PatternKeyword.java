package org.agentgovernance.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.AbstractKeyword;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;

/**
 * The keyword {@code pattern}, which pays for each match out of the work that one evaluation may
 * do: linear time is still long when a large program meets a long text.
 */
final class PatternKeyword extends AbstractKeyword {
  private static final String NAME = "pattern";

  PatternKeyword() {
    super(NAME);
  }

  @Override
  public KeywordValidator newValidator(
      SchemaLocation location, JsonNode schema, Schema parent, SchemaContext context) {
    return new Validator(this, location, schema, parent, context);
  }

  private static final class Validator extends BaseKeywordValidator {
    private final Pattern pattern;
    private final int programSize;

    Validator(
        Keyword keyword,
        SchemaLocation location,
        JsonNode schema,
        Schema parent,
        SchemaContext context) {
      super(keyword, schema, location, parent, context);
      this.pattern = LinearPatterns.compile(schema.asText());
      this.programSize = pattern.programSize();
    }

    @Override
    public void validate(
        ExecutionContext execution, JsonNode node, JsonNode root, NodePath instanceLocation) {
      if (!node.isTextual()) {
        return;
      }
      String text = node.textValue();
      if (execution instanceof BoundedWork work) {
        work.chargeMatch(text.length(), programSize);
      }
      if (!pattern.matcher(text).find()) {
        execution.addError(
            error()
                .instanceNode(node)
                .instanceLocation(instanceLocation)
                .evaluationPath(execution.getEvaluationPath())
                .locale(execution.getExecutionConfig().getLocale())
                .arguments(schemaNode.asText())
                .build());
      }
    }
  }
}
