package org.agentgovernance.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
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
    if (areShown(values.keySet())) {
      sorted(values, out);
    } else {
      sorted(printable(values), out);
    }
    out.ascii("}");
  }

  private static void sorted(Map<String, ?> values, LineBuffer out) {
    String[] names = values.keySet().toArray(new String[0]);
    Arrays.sort(names);
    for (int i = 0; i < names.length; i++) {
      if (i > 0) {
        out.ascii(",");
      }
      out.string(names[i], NAME);
      out.ascii(":");
      // BigDecimal prints itself in scientific form where the plain one would fill the memory.
      out.string(String.valueOf(values.get(names[i])), NAME);
    }
  }

  static void key(String name, LineBuffer out) {
    out.ascii(",\"");
    out.ascii(name);
    out.ascii("\":");
  }

  static @Nullable String absent(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Whether keys are written as they are, and so stay apart. */
  private static boolean areShown(Set<String> keys) {
    for (String key : keys) {
      if (key.length() > KEY || !isAscii(key)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Keys stay apart although long ones are cut and lone surrogates are replaced. */
  private static Map<String, Object> printable(Map<String, ?> values) {
    Map<String, Object> sorted = new TreeMap<>();
    for (Map.Entry<String, ?> entry : new TreeMap<>(values).entrySet()) {
      String name = entry.getKey();
      byte[] utf8 =
          name.substring(0, Math.min(name.length(), KEY)).getBytes(StandardCharsets.UTF_8);
      StringBuilder key = new StringBuilder(new String(utf8, StandardCharsets.UTF_8));
      while (sorted.containsKey(key.toString())) {
        key.append('~');
      }
      sorted.put(key.toString(), entry.getValue());
    }
    return sorted;
  }
}
