package org.agentgovernance.condition;

import static org.agentgovernance.condition.Conditions.map;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.agentgovernance.condition.ConditionType.Kind;
import org.junit.jupiter.api.Test;

class SchemaTypesTest {
  @SuppressWarnings("unchecked")
  private static ConditionType type(String json) throws Exception {
    return ConditionType.fromJsonSchema(new ObjectMapper().readValue(json, Map.class));
  }

  @Test
  void readsTheTypesOfJson() throws Exception {
    assertThat(type("{\"type\":\"string\",\"maxLength\":20}"))
        .isEqualTo(ConditionType.STRING.withMaxSize(20));
    assertThat(type("{\"type\":\"integer\"}")).isEqualTo(ConditionType.INT);
    assertThat(type("{\"type\":\"number\"}")).isEqualTo(ConditionType.DOUBLE);
    assertThat(type("{\"type\":\"boolean\"}")).isEqualTo(ConditionType.BOOL);
    assertThat(type("{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":3}"))
        .isEqualTo(ConditionType.list(ConditionType.STRING).withMaxSize(3));
    assertThat(type("{}")).isEqualTo(ConditionType.DYN);
  }

  @Test
  void readsNullableTypesInAllThreeWays() throws Exception {
    ConditionType wanted = ConditionType.STRING.nullable();

    assertThat(type("{\"type\":[\"string\",\"null\"]}")).isEqualTo(wanted);
    assertThat(type("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}")).isEqualTo(wanted);
    assertThat(type("{\"oneOf\":[{\"type\":\"null\"},{\"type\":\"string\"}]}")).isEqualTo(wanted);
  }

  @Test
  void makesAUnionOfDifferentTypesDynamicAndOfNumbersANumber() throws Exception {
    assertThat(type("{\"type\":[\"string\",\"integer\"]}")).isEqualTo(ConditionType.DYN);
    assertThat(type("{\"type\":[\"integer\",\"number\"]}")).isEqualTo(ConditionType.DOUBLE);
  }

  @Test
  void keepsTheValuesOfAnEnum() throws Exception {
    assertThat(type("{\"enum\":[\"a\",\"b\"]}").allowed()).containsExactly("a", "b");
    assertThat(type("{\"type\":\"string\",\"const\":\"a\"}").allowed()).containsExactly("a");
    assertThat(type("{\"enum\":[\"a\",null]}").isNullable()).isTrue();
    assertThat(type("{\"enum\":[1,2]}")).isEqualTo(ConditionType.INT);
    assertThat(type("{\"enum\":[1,\"a\"]}")).isEqualTo(ConditionType.DYN);
  }

  @Test
  void closesAnObjectUnlessTheSchemaOpensIt() throws Exception {
    String fields = "\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}";

    assertThat(type("{" + fields + "}").isOpen()).isFalse();
    assertThat(type("{" + fields + ",\"additionalProperties\":false}").isOpen()).isFalse();
    assertThat(type("{" + fields + ",\"additionalProperties\":true}").isOpen()).isTrue();
    assertThat(type("{" + fields + ",\"patternProperties\":{}}").isOpen()).isTrue();
    assertThat(type("{" + fields + ",\"anyOf\":[]}").isOpen()).isTrue();
    assertThat(type("{\"type\":\"object\"}").kind()).isEqualTo(Kind.MAP);
  }

  @Test
  void followsLocalReferencesAndEndsRecursion() throws Exception {
    ConditionType tree =
        type(
            "{\"$defs\":{\"node\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
                + "\"child\":{\"$ref\":\"#/$defs/node\"}}}},\"$ref\":\"#/$defs/node\"}");

    assertThat(tree.fields().get("name")).isEqualTo(ConditionType.STRING);
    assertThat(tree.fields().get("child").kind()).isEqualTo(Kind.DYN);
    assertThat(type("{\"$ref\":\"#\"}")).isEqualTo(ConditionType.DYN);
    assertThat(type("{\"$ref\":\"https://example.org/x\"}")).isEqualTo(ConditionType.DYN);
  }

  @Test
  void staysSmallForSchemasThatMultiply() {
    Map<String, Object> definitions = map();
    for (int i = 0; i < 40; i++) {
      Map<String, Object> next = map("$ref", "#/$defs/d" + (i + 1));
      definitions.put("d" + i, map("type", "object", "properties", map("a", next, "b", next)));
    }
    Map<String, Object> schema = map("$defs", definitions, "$ref", "#/$defs/d0");

    assertThat(ConditionType.fromJsonSchema(schema).kind()).isEqualTo(Kind.OBJECT);
    Map<String, Object> wide = map("type", "string");
    for (int i = 0; i < 60; i++) {
      wide = map("type", "object", "properties", map("a", wide, "b", wide));
    }
    assertThat(ConditionType.fromJsonSchema(wide).kind()).isEqualTo(Kind.OBJECT);
  }

  @Test
  void doesNotTripOverSchemasThatAreNone() {
    for (Object odd : List.of(1L, "a", List.of(), true)) {
      ConditionType type =
          ConditionType.fromJsonSchema(
              map(
                  "type",
                  odd,
                  "properties",
                  odd,
                  "items",
                  odd,
                  "enum",
                  odd,
                  "anyOf",
                  odd,
                  "$ref",
                  odd));
      assertThat(type).isNotNull();
    }
    assertThat(ConditionType.fromJsonSchema(map("type", null, "items", null))).isNotNull();
  }
}
