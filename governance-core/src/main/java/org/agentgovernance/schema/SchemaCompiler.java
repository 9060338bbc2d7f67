package org.agentgovernance.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.resource.SchemaLoader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Checks a schema and makes the validator's form of it. Safe for use by many threads. */
final class SchemaCompiler {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.builder()
          .defaultDialectId(Draft.DRAFT_2020_12.id())
          .dialectRegistry(new BasicDialectRegistry(dialects()))
          .schemaLoader(
              SchemaLoader.builder().allow(iri -> Draft.isMetaSchema(iri.toString())).build())
          .schemaRegistryConfig(config())
          .build();

  private SchemaCompiler() {}

  private static List<Dialect> dialects() {
    return Arrays.stream(Draft.values()).map(Draft::dialect).toList();
  }

  static SchemaRegistryConfig config() {
    return SchemaRegistryConfig.builder()
        .regularExpressionFactory(new LinearPatterns())
        .formatAssertionsEnabled(false)
        .preloadSchema(false)
        .build();
  }

  /**
   * Compiles a schema of the JSON model.
   *
   * @throws SchemaException when it is not a valid schema or would need another document
   */
  static Schema compile(Object model) {
    Draft draft = draft(model);
    SchemaScan.check(model, draft);
    JsonNode node = Nodes.of(model);
    checkAgainstMetaSchema(node, draft);
    try {
      Schema schema = REGISTRY.getSchema(node);
      schema.initializeValidators();
      schema.validate(new BoundedWork(), Nodes.of(Map.of()));
      return schema;
    } catch (BoundedWork.Exhausted e) {
      throw new SchemaException("", "the schema refers to itself without end");
    } catch (com.networknt.schema.SchemaException e) {
      throw new SchemaException(place(e), "a reference leads nowhere or the schema is malformed");
    } catch (LinearPatterns.Refused e) {
      throw new SchemaException("", "a pattern " + e.getMessage());
    } catch (IllegalArgumentException | StackOverflowError e) {
      throw new SchemaException("", "the schema is malformed");
    }
  }

  private static Draft draft(Object model) {
    if (model instanceof Boolean) {
      return Draft.DRAFT_2020_12;
    }
    if (!(model instanceof Map<?, ?> map)) {
      throw new SchemaException("", "a schema is an object or a boolean");
    }
    Object named = map.get("$schema");
    if (named == null && !map.containsKey("$schema")) {
      return Draft.DRAFT_2020_12;
    }
    Draft draft = named instanceof String text ? Draft.named(text) : null;
    if (draft == null) {
      throw new SchemaException(
          "/$schema",
          "the dialect "
              + (named instanceof String text
                  ? Pointers.shown(text)
                  : "of another type than string")
              + " is not understood; write the schema in one of "
              + Draft.titles());
    }
    return draft;
  }

  private static void checkAgainstMetaSchema(JsonNode node, Draft draft) {
    Schema meta = REGISTRY.getSchema(SchemaLocation.of(draft.id()));
    BoundedWork work = new BoundedWork();
    try {
      meta.validate(work, node);
    } catch (BoundedWork.Exhausted e) {
      throw new SchemaException("", "the schema is too large");
    }
    if (!work.getErrors().isEmpty()) {
      Problem first = Problems.of(work.getErrors(), meta).get(0);
      throw new SchemaException(first.pointer(), "the schema is not valid: " + first.expected());
    }
  }

  private static String place(com.networknt.schema.SchemaException e) {
    Error error = e.getError();
    if (error == null || error.getSchemaLocation() == null) {
      return "";
    }
    return error.getSchemaLocation().getFragment().toString();
  }
}
