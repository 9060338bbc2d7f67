package org.agentgovernance.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.DefaultDialectRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.testing.Corpus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The required tests of JSON-Schema-Test-Suite. Cases whose schema needs another document are
 * refused by the compiler; they are counted apart and run with the suite's own documents at hand,
 * on the validator in the configuration that the compiler uses.
 */
class JsonSchemaSuiteTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private int passed;
  private int refused;
  private final List<String> wrong = new ArrayList<>();

  @Test
  void passesEveryRequiredTestOfDraft202012() throws IOException {
    run("draft2020-12", Draft.DRAFT_2020_12);

    assertThat(passed + refused).isEqualTo(1299);
  }

  @Test
  void passesEveryRequiredTestOfDraft07() throws IOException {
    run("draft7", Draft.DRAFT_7);

    assertThat(passed + refused).isEqualTo(927);
  }

  private void run(String name, Draft draft) throws IOException {
    JsonNode suite = MAPPER.readTree(Corpus.bytes("json/json-schema-test-suite.json.gz"));
    Map<String, String> documents = new HashMap<>();
    suite
        .get("remotes")
        .properties()
        .forEach(e -> documents.put(e.getKey(), e.getValue().toString()));
    SchemaRegistry withDocuments = withDocuments(draft, documents);
    suite
        .get(name)
        .properties()
        .forEach(
            file -> {
              if (!file.getKey().startsWith("optional/")) {
                file.getValue().forEach(group -> run(file.getKey(), group, draft, withDocuments));
              }
            });
    System.out.printf(
        "%s: %d required tests pass, of them %d with documents that the compiler refuses to load;"
            + " %d wrong%n",
        name, passed + refused - wrong.size(), refused, wrong.size());
    assertThat(wrong).isEmpty();
  }

  private void run(String file, JsonNode group, Draft draft, SchemaRegistry withDocuments) {
    Object model = model(group.get("schema"));
    if (model instanceof Map<?, ?> map && !map.containsKey("$schema")) {
      Map<Object, Object> named = new LinkedHashMap<>(map);
      named.put("$schema", draft.id());
      model = named;
    }
    Schema schema;
    boolean compiled = true;
    try {
      schema = SchemaCompiler.compile(model);
    } catch (SchemaException e) {
      compiled = false;
      assertThat(e).hasMessageMatching(".*(leaves the schema|is not understood).*");
      schema = withDocuments.getSchema(Nodes.of(model));
    }
    for (JsonNode test : group.get("tests")) {
      BoundedWork work = new BoundedWork();
      schema.validate(work, Nodes.of(model(test.get("data"))));
      if (compiled) {
        passed++;
      } else {
        refused++;
      }
      if (work.getErrors().isEmpty() != test.get("valid").asBoolean()) {
        wrong.add(
            file
                + ": "
                + group.get("description").asText()
                + ": "
                + test.get("description").asText());
      }
    }
  }

  private static SchemaRegistry withDocuments(Draft draft, Map<String, String> documents) {
    return SchemaRegistry.builder()
        .defaultDialectId(draft.id())
        .dialectRegistry(new DefaultDialectRegistry())
        .schemas(documents)
        .schemaRegistryConfig(SchemaCompiler.config())
        .build();
  }

  /** The model as the strict reader makes it, but with the suite's one integer beyond 2^53. */
  private static @Nullable Object model(JsonNode node) {
    if (node.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      node.properties().forEach(e -> map.put(e.getKey(), model(e.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      node.forEach(item -> list.add(model(item)));
      return list;
    }
    if (node.isNumber()) {
      double number = node.doubleValue();
      return node.canConvertToExactIntegral() && Math.abs(number) < 0x1p62
          ? (Object) node.longValue()
          : (Object) number;
    }
    return node.isNull() ? null : node.isBoolean() ? (Object) node.booleanValue() : node.asText();
  }
}
