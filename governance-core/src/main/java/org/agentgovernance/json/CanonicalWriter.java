package org.agentgovernance.json;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes RFC 8785: no white space, keys in UTF-16 order, minimal escapes, shortest numbers. */
final class CanonicalWriter {
  private static final int MAX_DEPTH = 64;
  private static final String HEX = "0123456789abcdef";

  private CanonicalWriter() {}

  static void write(@Nullable Object value, StringBuilder out, int depth) {
    if (value == null) {
      out.append("null");
    } else if (value instanceof String text) {
      string(text, out);
    } else if (value instanceof Long number) {
      if (number > Numbers.MAX_INTEGER || number < -Numbers.MAX_INTEGER) {
        throw new JsonException("an integer beyond 9007199254740991; write it as a string");
      }
      out.append((long) number);
    } else if (value instanceof Double number) {
      String why = Numbers.refusal(number, false);
      if (why != null) {
        throw new JsonException(why);
      }
      Numbers.print(number, out);
    } else if (value instanceof Boolean flag) {
      out.append((boolean) flag);
    } else if (value instanceof Map<?, ?> map) {
      object(map, out, depth);
    } else if (value instanceof List<?> list) {
      array(list, out, depth);
    } else {
      throw new JsonException("no JSON form for " + value.getClass().getSimpleName());
    }
  }

  private static void object(Map<?, ?> map, StringBuilder out, int depth) {
    checkDepth(depth);
    String[] keys = new String[map.size()];
    int n = 0;
    for (Object key : map.keySet()) {
      if (!(key instanceof String text)) {
        throw new JsonException("a key that is not a string");
      }
      keys[n++] = text;
    }
    Arrays.sort(keys);
    out.append('{');
    for (int i = 0; i < n; i++) {
      if (i > 0) {
        out.append(',');
      }
      string(keys[i], out);
      out.append(':');
      write(map.get(keys[i]), out, depth + 1);
    }
    out.append('}');
  }

  private static void array(List<?> list, StringBuilder out, int depth) {
    checkDepth(depth);
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(list.get(i), out, depth + 1);
    }
    out.append(']');
  }

  private static void checkDepth(int depth) {
    if (depth >= MAX_DEPTH) {
      throw new JsonException("more than " + MAX_DEPTH + " levels");
    }
  }

  private static void string(String text, StringBuilder out) {
    if (!Numbers.wellFormed(text)) {
      throw new JsonException("a lone surrogate in a string");
    }
    out.append('"');
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, written, i);
        escape(c, out);
        written = i + 1;
      }
    }
    out.append(text, written, text.length()).append('"');
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
    }
  }
}
