package org.agentgovernance.schema;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a schema's subschemas before it is compiled, for what the validator would only say
 * without a place or not say at all: references that leave the document, patterns that cannot run
 * in linear time, dialects that are not understood.
 */
final class SchemaScan {
  private static final Set<String> ONE =
      Set.of(
          "additionalItems",
          "additionalProperties",
          "contains",
          "contentSchema",
          "else",
          "if",
          "items",
          "not",
          "propertyNames",
          "then",
          "unevaluatedItems",
          "unevaluatedProperties");
  private static final Set<String> MANY = Set.of("allOf", "anyOf", "oneOf", "prefixItems", "items");
  private static final Set<String> NAMED =
      Set.of(
          "$defs",
          "definitions",
          "dependencies",
          "dependentSchemas",
          "patternProperties",
          "properties");

  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  private final Draft draft;
  private final References references = new References();

  private SchemaScan(Draft draft) {
    this.draft = draft;
  }

  static void check(Object schema, Draft draft) {
    SchemaScan scan = new SchemaScan(draft);
    if (schema instanceof Map<?, ?> root) {
      scan.references.addDocument("", root);
    }
    scan.schema(schema, "", "");
    scan.references.follow();
  }

  private void schema(@Nullable Object value, String pointer, String outerBase) {
    if (!(value instanceof Map<?, ?> map)) {
      return;
    }
    String base = base(map, outerBase);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String keyword = (String) entry.getKey();
      String here = Pointers.child(pointer, keyword);
      Object content = entry.getValue();
      if (content instanceof String text) {
        text(keyword, text, here, base);
      } else if (content instanceof List<?> list && MANY.contains(keyword)) {
        for (int i = 0; i < list.size(); i++) {
          schema(list.get(i), here + "/" + i, base);
        }
      } else if (content instanceof Map<?, ?> named && NAMED.contains(keyword)) {
        for (Map.Entry<?, ?> child : named.entrySet()) {
          String name = (String) child.getKey();
          String place = Pointers.child(here, name);
          if (keyword.equals("patternProperties")) {
            pattern(name, LinearPatterns.MAX_NAME_PROGRAM, place);
          }
          schema(child.getValue(), place, base);
        }
      } else if (ONE.contains(keyword)) {
        schema(content, here, base);
      }
    }
  }

  private void text(String keyword, String text, String here, String base) {
    if (keyword.equals("pattern")) {
      pattern(text, LinearPatterns.MAX_PROGRAM, here);
    } else if (REFERENCES.contains(keyword)) {
      references.add(here, text, base);
    } else if (keyword.equals("$schema") && Draft.named(text) == null) {
      throw new SchemaException(
          here,
          "the dialect "
              + Pointers.shown(text)
              + " is not understood; write the schema in one of "
              + Draft.titles());
    }
  }

  private String base(Map<?, ?> schema, String outer) {
    if (draft.refStandsAlone() && schema.containsKey("$ref")) {
      return outer;
    }
    if (schema.get(draft.idKeyword()) instanceof String id && !id.startsWith("#")) {
      String base = References.resolve(outer, id);
      references.addDocument(base, schema);
      return base;
    }
    return outer;
  }

  private static void pattern(String text, int maxProgram, String here) {
    try {
      LinearPatterns.compile(text, maxProgram);
    } catch (LinearPatterns.Refused e) {
      throw new SchemaException(here, "the pattern " + Pointers.shown(text) + " " + e.getMessage());
    }
  }
}
