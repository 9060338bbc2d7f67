package org.agentgovernance.audit;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes single fields of a record; what is null or empty is left out. */
final class FieldWriter {
  /** How many characters of a name are kept. */
  static final int NAME = 512;

  /** How many characters of a text are kept. */
  static final int WORDS = 4096;

  private static final int KEY = 128;

  private FieldWriter() {}

  static void text(String name, @Nullable String value, int limit, LineBuffer out) {
    if (value != null) {
      key(name, out);
      out.string(value, limit);
    }
  }

  static void digest(String name, @Nullable Digest value, LineBuffer out) {
    if (value != null) {
      key(name, out);
      out.ascii("\"" + Digest.PREFIX);
      out.hex(value.bytes());
      out.ascii("\"");
    }
  }

  /** A value of ASCII that needs no escape. */
  static void word(String name, String value, LineBuffer out) {
    key(name, out);
    out.ascii("\"");
    out.ascii(value);
    out.ascii("\"");
  }

  static void confidence(@Nullable Double value, LineBuffer out) {
    if (value != null) {
      key("confidence", out);
      out.ascii(Json.text(value < Double.MIN_NORMAL ? (Object) 0L : value));
    }
  }

  /** A map of texts; keys stay apart although long ones are cut. */
  static void texts(String name, Map<String, ?> values, LineBuffer out) {
    if (values.isEmpty()) {
      return;
    }
    key(name, out);
    out.ascii("{");
    boolean first = true;
    for (Map.Entry<String, String> entry : printable(values).entrySet()) {
      if (!first) {
        out.ascii(",");
      }
      first = false;
      out.string(entry.getKey(), NAME);
      out.ascii(":");
      out.string(entry.getValue(), NAME);
    }
    out.ascii("}");
  }

  static void key(String name, LineBuffer out) {
    out.ascii(",\"");
    out.ascii(name);
    out.ascii("\":");
  }

  static @Nullable String absent(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Keys stay apart although long ones are cut and lone surrogates are replaced. */
  private static Map<String, String> printable(Map<String, ?> values) {
    if (values.size() == 1) {
      Map.Entry<String, ?> only = values.entrySet().iterator().next();
      if (only.getKey().length() <= KEY && isAscii(only.getKey())) {
        return Map.of(only.getKey(), String.valueOf(only.getValue()));
      }
    }
    Map<String, String> sorted = new TreeMap<>();
    for (Map.Entry<String, ?> entry : new TreeMap<>(values).entrySet()) {
      String name = entry.getKey();
      byte[] utf8 =
          name.substring(0, Math.min(name.length(), KEY)).getBytes(StandardCharsets.UTF_8);
      StringBuilder key = new StringBuilder(new String(utf8, StandardCharsets.UTF_8));
      while (sorted.containsKey(key.toString())) {
        key.append('~');
      }
      // BigDecimal prints itself in scientific form where the plain one would fill the memory.
      sorted.put(key.toString(), String.valueOf(entry.getValue()));
    }
    return sorted;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
