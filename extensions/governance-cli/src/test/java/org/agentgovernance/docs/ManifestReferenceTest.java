package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;

class ManifestReferenceTest {
  private static final int TYPE = 1;
  private static final int DEFAULT = 2;
  private static final int MEANING = 3;

  private final Map<String, Object> schema = Json.parseObject(Manifest.jsonSchema());
  private final Map<String, Map<String, Object>> keys = new TreeMap<>();
  private final Map<String, Boolean> required = new TreeMap<>();
  private final Map<String, List<String>> rows = new TreeMap<>();

  ManifestReferenceTest() {
    collect(schema, "");
    for (Table.Row row : Table.rows(Repository.page("docs/manifest.md"))) {
      String path = row.heading().isEmpty() ? row.key() : row.heading() + "." + row.key();
      assertThat(rows.put(path, row.cells())).as("%s stands once", path).isNull();
    }
  }

  @Test
  void everyKeyOfTheSchemaIsDescribedAndNothingElse() {
    assertThat(rows.keySet()).containsExactlyElementsOf(keys.keySet());
    assertThat(keys).hasSizeGreaterThan(80);
  }

  @Test
  void everyRowHasTypeDefaultAndMeaning() {
    rows.forEach((path, cells) -> assertThat(cells).as(path).hasSize(4).noneMatch(String::isEmpty));
    rows.forEach((path, cells) -> assertThat(cells.get(MEANING)).as(path).endsWith("."));
  }

  @Test
  void saysRequiredWhereTheSchemaDoes() {
    rows.forEach(
        (path, cells) ->
            assertThat(cells.get(DEFAULT).equals("required"))
                .as("%s is required", path)
                .isEqualTo(required.get(path)));
  }

  @Test
  void listsEveryValueOfAnEnumeration() {
    keys.forEach(
        (path, key) -> {
          for (Object value : values(key)) {
            assertThat(rows.get(path).get(TYPE)).as(path).contains("`" + value + "`");
          }
        });
  }

  @Test
  void statesTheDefaultThatTheSchemaStates() {
    keys.forEach(
        (path, key) -> {
          String text = String.valueOf(key.get("description"));
          int at = text.indexOf("Default: ");
          if (at >= 0) {
            String value =
                text.substring(at + "Default: ".length()).replaceFirst("\\.(?!\\d).*", "");
            assertThat(rows.get(path).get(DEFAULT)).as(path).isEqualTo("`" + value + "`");
          }
        });
  }

  private static List<?> values(Map<String, Object> key) {
    Object own = key.get("enum");
    if (own == null && key.get("items") instanceof Map<?, ?> items) {
      own = items.get("enum");
    }
    return own instanceof List<?> list ? list : List.of();
  }

  private void collect(Map<String, Object> object, String prefix) {
    if (!(object.get("properties") instanceof Map<?, ?> properties)) {
      return;
    }
    List<?> needed = object.get("required") instanceof List<?> list ? list : List.of();
    properties.forEach(
        (name, value) -> {
          String path = prefix + name;
          Map<String, Object> key = resolved(value);
          keys.put(path, key);
          required.put(path, needed.contains(name));
          collect(key, path + ".");
          if (key.get("items") != null) {
            collect(resolved(key.get("items")), path + "[].");
          }
        });
  }

  private Map<String, Object> resolved(Object value) {
    Map<String, Object> found = Json.object(value);
    if (found.get("$ref") instanceof String reference) {
      String name = reference.substring(reference.lastIndexOf('/') + 1);
      return Json.object(Json.object(schema.get("$defs")).get(name));
    }
    return found;
  }
}
