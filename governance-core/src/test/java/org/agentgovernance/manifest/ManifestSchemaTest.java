package org.agentgovernance.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.agentgovernance.json.Json;
import org.agentgovernance.schema.CompiledSchema;
import org.junit.jupiter.api.Test;

/** The published JSON Schema and the strict reader say the same. */
class ManifestSchemaTest {
  private static final Map<String, Object> SCHEMA = Json.parseObject(Manifest.jsonSchema());

  @Test
  void hasTheKeysOfTheReader() {
    assertKeys("", Keys.ROOT);
    assertKeys("/properties/metadata", Keys.METADATA);
    assertKeys("/properties/metadata/properties/accountable", Keys.ACCOUNTABLE);
    assertKeys("/properties/purpose", Keys.PURPOSE);
    assertKeys("/properties/agent", Keys.AGENT);
    assertKeys("/properties/agent/properties/bundle", Keys.BUNDLE);
    assertKeys("/properties/catalog", Keys.CATALOG);
    assertKeys("/$defs/tool", Keys.TOOL);
    assertKeys("/$defs/tool/properties/outputs", Keys.OUTPUTS);
    assertKeys("/$defs/tool/properties/accepts", Keys.ACCEPTS);
    assertKeys("/$defs/tool/properties/breaker", Keys.BREAKER);
    assertKeys("/properties/tasks/items", Keys.TASK);
    assertKeys("/properties/permissions/items", Keys.PERMISSION);
    assertKeys("/properties/budgets/items", Keys.BUDGET);
    assertKeys("/properties/budgets/items/properties/match", Keys.MATCH);
    assertKeys("/properties/rates/items", Keys.RATE);
    assertKeys("/properties/loops", Keys.LOOPS);
    assertKeys("/properties/approvals/items", Keys.APPROVAL);
    assertKeys("/properties/attributes", Keys.ATTRIBUTES);
    assertKeys("/properties/audit", Keys.AUDIT);
    assertKeys("/properties/rollout", Keys.ROLLOUT);
  }

  private static void assertKeys(String pointer, List<String> keys) {
    Map<String, Object> section = SCHEMA;
    for (String part : pointer.split("/", -1)) {
      if (!part.isEmpty()) {
        section = Json.object(section.get(part));
      }
    }
    assertThat(section.get("additionalProperties")).as(pointer).isEqualTo(false);
    assertThat(new TreeSet<>(Json.object(section.get("properties")).keySet()))
        .as(pointer)
        .isEqualTo(new TreeSet<>(keys));
  }

  @Test
  void acceptsAManifestThatTheReaderAccepts() {
    CompiledSchema schema = CompiledSchema.compile(SCHEMA);
    assertThat(schema.validate(Json.parseObject(ManifestTest.VALID))).isEmpty();
  }

  @Test
  void refusesWhatTheReaderRefuses() {
    CompiledSchema schema = CompiledSchema.compile(SCHEMA);
    for (String[] change :
        new String[][] {
          {"\"maxSteps\": 20", "\"maxStep\": 20"},
          {"\"limit\": \"5\"", "\"limit\": 5"},
          {"\"effect\": \"read\"", "\"effect\": \"reed\""},
          {"\"timeout\": \"PT5S\"", "\"timeout\": \"soon\""},
          {"\"unsigned\": true", "\"unsigned\": false"},
          {"\"permits\": 50", "\"permits\": 0"}
        }) {
      String text = ManifestTest.VALID.replace(change[0], change[1]);
      assertThat(text).isNotEqualTo(ManifestTest.VALID);
      assertThat(schema.validate(Json.parseObject(text))).as(change[1]).isNotEmpty();
    }
  }

  @Test
  void theCopyInDocsIsTheSame() throws IOException {
    Path docs = Path.of("../docs/manifest.schema.json");
    assertThat(Files.readString(docs)).isEqualTo(Manifest.jsonSchema());
  }

  @Test
  void describesEveryKey() {
    describe("", SCHEMA);
  }

  private static void describe(String path, Map<String, Object> section) {
    if (section.get("properties") instanceof Map<?, ?> properties) {
      Json.object(properties)
          .forEach(
              (key, value) -> {
                Map<String, Object> property = Json.object(value);
                String where = path + "/" + key;
                assertThat(property.containsKey("description") || property.containsKey("$ref"))
                    .as(where + " needs a description")
                    .isTrue();
                describe(where, property);
                if (property.get("items") instanceof Map<?, ?> items) {
                  describe(where + "[]", Json.object(items));
                }
              });
    }
  }
}
