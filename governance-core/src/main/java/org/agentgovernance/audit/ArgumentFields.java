package org.agentgovernance.audit;

import static org.agentgovernance.audit.FieldWriter.digest;
import static org.agentgovernance.audit.FieldWriter.key;
import static org.agentgovernance.audit.FieldWriter.word;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes as much of the arguments as the tool's mode allows. */
final class ArgumentFields {
  static final int MAX_FULL_BYTES = 128 << 10;
  private static final String DOMAIN = "agentgovernance/arguments/v1";

  private ArgumentFields() {}

  static void write(
      Map<String, @Nullable Object> all, ArgumentsMode wanted, Vault vault, LineBuffer out) {
    Map<String, @Nullable Object> values = Json.object(out.redaction().value(all));
    String canonical = Json.text(values);
    byte[] utf8 = canonical.getBytes(StandardCharsets.UTF_8);
    ArgumentsMode mode =
        wanted != ArgumentsMode.PERSONAL && utf8.length > MAX_FULL_BYTES
            ? ArgumentsMode.DIGEST
            : wanted;
    key("arguments", out);
    out.ascii("{\"form\":\"");
    out.ascii(mode.word());
    out.ascii("\"");
    if (mode == ArgumentsMode.PERSONAL) {
      word("hmac", vault.seal("arguments", canonical), out);
    } else {
      digest("digest", Digest.of(DOMAIN, utf8), out);
    }
    if (values != all) {
      key("redacted", out); // and so the digest is of what is left
      out.ascii("true");
    }
    key("bytes", out);
    out.number(utf8.length);
    if (mode == ArgumentsMode.FULL) {
      key("value", out);
      out.json(canonical);
    } else if (mode == ArgumentsMode.REDACTED) {
      types(values, out);
    }
    out.ascii("}");
  }

  private static void types(Map<String, @Nullable Object> values, LineBuffer out) {
    key("types", out);
    out.ascii("{");
    boolean first = true;
    for (Map.Entry<String, @Nullable Object> entry : new TreeMap<>(values).entrySet()) {
      if (!first) {
        out.ascii(",");
      }
      first = false;
      out.json(Json.text(entry.getKey()));
      out.ascii(":\"");
      out.ascii(type(entry.getValue()));
      out.ascii("\"");
    }
    out.ascii("}");
  }

  private static String type(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String) {
      return "string";
    }
    if (value instanceof Number) {
      return "number";
    }
    if (value instanceof Boolean) {
      return "boolean";
    }
    return value instanceof List ? "array" : "object";
  }
}
