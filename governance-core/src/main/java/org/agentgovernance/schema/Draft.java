package org.agentgovernance.schema;

import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The dialects of JSON Schema that are understood. */
enum Draft {
  DRAFT_4("draft-04", "json-schema.org/draft-04/schema", Dialects.getDraft4()),
  DRAFT_6("draft-06", "json-schema.org/draft-06/schema", Dialects.getDraft6()),
  DRAFT_7("draft-07", "json-schema.org/draft-07/schema", Dialects.getDraft7()),
  DRAFT_2019_09("2019-09", "json-schema.org/draft/2019-09/schema", Dialects.getDraft201909()),
  DRAFT_2020_12("2020-12", "json-schema.org/draft/2020-12/schema", Dialects.getDraft202012());

  private final String title;
  private final String address;
  private final Dialect dialect;

  Draft(String title, String address, Dialect dialect) {
    this.title = title;
    this.address = address;
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
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
    return iri.startsWith("https://json-schema.org/draft/")
        || iri.startsWith("http://json-schema.org/draft-0")
        || iri.startsWith("https://json-schema.org/draft-0")
        || iri.startsWith("http://json-schema.org/draft/");
  }

  private static String chop(String text) {
    return text.substring(0, text.length() - 1);
  }
}
