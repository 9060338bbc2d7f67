package org.agentgovernance.schema;

import com.networknt.schema.Specification;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The dialects of JSON Schema that are understood. */
enum Draft {
  DRAFT_4("draft-04", "json-schema.org/draft-04/schema", SpecificationVersion.DRAFT_4),
  DRAFT_6("draft-06", "json-schema.org/draft-06/schema", SpecificationVersion.DRAFT_6),
  DRAFT_7("draft-07", "json-schema.org/draft-07/schema", SpecificationVersion.DRAFT_7),
  DRAFT_2019_09(
      "2019-09", "json-schema.org/draft/2019-09/schema", SpecificationVersion.DRAFT_2019_09),
  DRAFT_2020_12(
      "2020-12", "json-schema.org/draft/2020-12/schema", SpecificationVersion.DRAFT_2020_12);

  private static final Set<String> VOCABULARIES =
      Set.of(
          "applicator",
          "content",
          "core",
          "format",
          "format-annotation",
          "format-assertion",
          "meta-data",
          "unevaluated",
          "validation");

  private final String title;
  private final String address;
  private final SpecificationVersion version;

  Draft(String title, String address, SpecificationVersion version) {
    this.title = title;
    this.address = address;
    this.version = version;
  }

  String id() {
    return version.getDialectId();
  }

  /**
   * Without a factory of its own the validator logs each unknown keyword, though any is allowed.
   */
  Dialect dialect() {
    return Dialect.builder(Specification.getDialect(version))
        .keyword(new PatternKeyword())
        .keyword(new UniqueItems())
        .unknownKeywordFactory((keyword, context) -> null)
        .build();
  }

  /** Whether a {@code $ref} silences the keywords beside it. */
  boolean refStandsAlone() {
    return compareTo(DRAFT_7) <= 0;
  }

  String idKeyword() {
    return this == DRAFT_4 ? "id" : "$id";
  }

  static @Nullable Draft named(String schemaKeyword) {
    String bare = schemaKeyword.endsWith("#") ? chop(schemaKeyword) : schemaKeyword;
    for (Draft draft : values()) {
      if (bare.equals("http://" + draft.address) || bare.equals("https://" + draft.address)) {
        return draft;
      }
    }
    return null;
  }

  static String titles() {
    return Arrays.stream(values()).map(draft -> draft.title).collect(Collectors.joining(", "));
  }

  /** Whether an address is one of the meta-schemas that the validator carries with it. */
  static boolean isMetaSchema(String iri) {
    if (named(iri) != null) {
      return true;
    }
    int last = iri.lastIndexOf('/') + 1;
    String folder = iri.substring(0, last);
    return VOCABULARIES.contains(iri.substring(last))
        && (folder.equals("https://json-schema.org/draft/2020-12/meta/")
            || folder.equals("https://json-schema.org/draft/2019-09/meta/"));
  }

  private static String chop(String text) {
    return text.substring(0, text.length() - 1);
  }
}
