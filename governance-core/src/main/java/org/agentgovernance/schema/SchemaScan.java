package org.agentgovernance.schema;

import com.networknt.schema.AbsoluteIri;
import java.util.ArrayList;
import java.util.HashSet;
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
  private final Set<String> documents = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();

  private record Reference(String pointer, String written, String document) {}

  private SchemaScan(Draft draft) {
    this.draft = draft;
  }

  static void check(Object schema, Draft draft) {
    SchemaScan scan = new SchemaScan(draft);
    scan.documents.add("");
    scan.schema(schema, "", "");
    for (Reference reference : scan.references) {
      if (!scan.documents.contains(reference.document) && !Draft.isMetaSchema(reference.document)) {
        throw new SchemaException(
            reference.pointer,
            "the reference "
                + Pointers.shown(reference.written)
                + " leaves the schema, and no other document is ever loaded; put what it names"
                + " under $defs");
      }
    }
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
            pattern(name, place);
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
      pattern(text, here);
    } else if (REFERENCES.contains(keyword)) {
      if (!text.startsWith("#")) {
        references.add(new Reference(here, text, resolve(base, text)));
      }
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
      String base = resolve(outer, id);
      documents.add(base);
      return base;
    }
    return outer;
  }

  private static String resolve(String base, String reference) {
    int fragment = reference.indexOf('#');
    String document = fragment < 0 ? reference : reference.substring(0, fragment);
    return AbsoluteIri.resolve(base.isEmpty() ? null : base, document);
  }

  private static void pattern(String text, String here) {
    try {
      LinearPatterns.compile(text);
    } catch (LinearPatterns.Refused e) {
      throw new SchemaException(here, "the pattern " + Pointers.shown(text) + " " + e.getMessage());
    }
  }
}
