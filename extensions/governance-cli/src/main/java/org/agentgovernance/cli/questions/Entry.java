package org.agentgovernance.cli.questions;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param seq its number in the log
 * @param line the stored line
 * @param fields what it says; nothing in it is trusted to have the expected type
 */
public record Entry(long seq, String line, Map<String, @Nullable Object> fields) {
  /**
   * The kind.
   *
   * @return the word in the record
   */
  public String kind() {
    return String.valueOf(fields.get("kind"));
  }

  /** The time, which the reader of the log has already parsed once. */
  Instant at() {
    return Instant.parse(String.valueOf(fields.get("at")));
  }

  @Nullable String text(String name) {
    return fields.get(name) instanceof String text ? text : null;
  }

  /** A text, or other words where there is none. */
  String text(String name, String otherwise) {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  Map<String, @Nullable Object> object(String name) {
    return object(fields.get(name));
  }

  static Map<String, @Nullable Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? Json.object(map) : Map.of();
  }

  @Nullable String inner(String object, String name) {
    return object(object).get(name) instanceof String text ? text : null;
  }

  List<?> list(String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }

  boolean is(String kind, String verdict) {
    return kind.equals(kind()) && verdict.equals(text("verdict"));
  }
}
