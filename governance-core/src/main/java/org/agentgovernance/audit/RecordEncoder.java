package org.agentgovernance.audit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a record, always in the same order. Used by one thread. */
final class RecordEncoder {
  static final int MAX_FULL_BYTES = 128 << 10;
  private static final int NAME = 512;
  private static final int KEY = 128;
  private static final int WORDS = 4096;
  private static final String ARGUMENTS_DOMAIN = "agentgovernance/arguments/v1";

  private final Chain chain;
  private final Timestamps timestamps = new Timestamps();

  RecordEncoder(Chain chain) {
    this.chain = chain;
  }

  AuditHead head() {
    return chain.head();
  }

  /** Writes a call's record as one line. */
  void write(AuditRecord record, LineBuffer out) {
    int start = begin(record.kind(), record.at(), out);
    who(record, out);
    ToolCall call = record.call();
    if (record.kind() != AuditKind.OUTCOME) {
      what(record, call, out);
    }
    Decision decision = record.decision();
    if (decision != null) {
      why(decision, out);
    }
    if (record.kind() == AuditKind.DECISION || record.kind() == AuditKind.INTENT) {
      text("rationale", call.rationale(), WORDS, out);
      confidence(call.confidence(), out);
    }
    approval(record.approval(), out);
    outcome(record.outcome(), out);
    amounts("budgets", record.budgets(), out);
    chain.end(out, start);
  }

  /** Writes one of the log's own records. */
  void write(AuditKind kind, long at, Map<String, ?> facts, LineBuffer out) {
    int start = begin(kind, at, out);
    out.ascii(",\"log\":");
    out.json(Json.text(facts));
    chain.end(out, start);
  }

  /** Writes that nobody knows what came of an intent. */
  void writeUnknown(long at, OpenIntents.Intent intent, LineBuffer out) {
    int start = begin(AuditKind.OUTCOME, at, out);
    text("call", intent.callId(), NAME, out);
    intent.fields().forEach((name, value) -> text(name, value, NAME, out));
    text(
        "message",
        "the log was left before the outcome of record "
            + intent.seq()
            + " was written; whether the tool took effect is not known; do not retry it",
        WORDS,
        out);
    out.ascii(",\"outcome\":{\"kind\":\"unknown\"}");
    chain.end(out, start);
  }

  private int begin(AuditKind kind, long at, LineBuffer out) {
    int start = out.length();
    chain.begin(out);
    out.ascii(",\"at\":\"");
    out.ascii(timestamps.format(at));
    out.ascii("\",\"kind\":\"");
    out.ascii(kind.word());
    out.ascii("\"");
    return start;
  }

  private static void who(AuditRecord record, LineBuffer out) {
    CallContext context = record.context();
    Principal principal = context.principal();
    text("call", record.callId(), NAME, out);
    text("proposed", record.call().id(), NAME, out);
    text("session", context.session(), NAME, out);
    text("agent", principal.agent(), NAME, out);
    text("instance", absent(principal.instance()), NAME, out);
    out.ascii(",\"user\":{\"id\":");
    out.string(principal.subject().id(), NAME);
    text("issuer", absent(principal.subject().issuer()), NAME, out);
    out.ascii("}");
    text("task", context.task(), NAME, out);
    text("tool", record.call().tool(), NAME, out);
    text("version", record.tool().version(), NAME, out);
  }

  private static void what(AuditRecord record, ToolCall call, LineBuffer out) {
    text("proposedVersion", call.version(), NAME, out);
    digest("descriptor", record.tool().descriptor(), out);
    digest("manifest", record.tool().manifest(), out);
    String malformed = call.malformed();
    if (malformed == null) {
      arguments(record, call.arguments().asMap(), out);
    } else {
      text("malformed", malformed, NAME, out);
    }
  }

  private static void arguments(
      AuditRecord record, Map<String, @Nullable Object> values, LineBuffer out) {
    String canonical = Json.text(values);
    byte[] utf8 = canonical.getBytes(StandardCharsets.UTF_8);
    ArgumentsMode mode =
        record.kind() == AuditKind.APPROVAL ? ArgumentsMode.DIGEST : record.tool().arguments();
    if (utf8.length > MAX_FULL_BYTES) {
      mode = ArgumentsMode.DIGEST;
    }
    out.ascii(",\"arguments\":{\"form\":\"");
    out.ascii(mode.word());
    out.ascii("\"");
    digest("digest", Digest.of(ARGUMENTS_DOMAIN, utf8), out);
    out.ascii(",\"bytes\":");
    out.number(utf8.length);
    if (mode == ArgumentsMode.FULL) {
      out.ascii(",\"value\":");
      out.json(canonical);
    } else if (mode == ArgumentsMode.REDACTED) {
      types(values, out);
    }
    out.ascii("}");
  }

  private static void types(Map<String, @Nullable Object> values, LineBuffer out) {
    out.ascii(",\"types\":{");
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

  private static void why(Decision decision, LineBuffer out) {
    text("verdict", decision.verdict().word(), NAME, out);
    text("code", decision.code().value(), NAME, out);
    text("interceptor", decision.interceptor(), NAME, out);
    RuleRef rule = decision.rule();
    if (rule != null) {
      text("rule", rule.id(), NAME, out);
      text("place", rule.place(), NAME, out);
    }
    text("message", decision.message(), WORDS, out);
  }

  private static void approval(@Nullable ApprovalEvent event, LineBuffer out) {
    if (event == null) {
      return;
    }
    out.ascii(",\"approval\":{\"state\":\"");
    out.ascii(event.state().word());
    out.ascii("\"");
    text("id", event.id(), NAME, out);
    text("approver", event.approver(), NAME, out);
    text("reason", event.reason(), WORDS, out);
    out.ascii("}");
  }

  private static void outcome(@Nullable OutcomeEvidence outcome, LineBuffer out) {
    if (outcome == null) {
      return;
    }
    out.ascii(",\"outcome\":{\"kind\":\"");
    out.ascii(outcome.kind().name().toLowerCase(Locale.ROOT));
    out.ascii("\"");
    if (outcome.code() != null) {
      text("code", outcome.code().value(), NAME, out);
    }
    OutcomeEvidence.Output output = outcome.evidence();
    if (output != null) {
      text("form", output.form(), NAME, out);
      digest("digest", output.digest(), out);
    }
    if (outcome.error() != null) {
      text("error", outcome.error().getName(), NAME, out);
    }
    amounts("usage", outcome.usage().amounts(), out);
    out.ascii(",\"nanos\":");
    out.number(outcome.nanos());
    out.ascii("}");
  }

  private static void amounts(String name, Map<String, ?> values, LineBuffer out) {
    if (values.isEmpty()) {
      return;
    }
    out.ascii(",\"");
    out.ascii(name);
    out.ascii("\":{");
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

  /** Keys stay apart although long ones are cut and lone surrogates are replaced. */
  private static Map<String, String> printable(Map<String, ?> values) {
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

  private static void confidence(@Nullable Double value, LineBuffer out) {
    if (value != null) {
      out.ascii(",\"confidence\":");
      out.ascii(Json.text(value < Double.MIN_NORMAL ? (Object) 0L : value));
    }
  }

  private static void digest(String name, @Nullable Digest value, LineBuffer out) {
    if (value != null) {
      out.ascii(",\"");
      out.ascii(name);
      out.ascii("\":\"");
      out.ascii(value.toString());
      out.ascii("\"");
    }
  }

  private static void text(String name, @Nullable String value, int limit, LineBuffer out) {
    if (value != null) {
      out.ascii(",\"");
      out.ascii(name);
      out.ascii("\":");
      out.string(value, limit);
    }
  }

  private static @Nullable String absent(String text) {
    return text.isEmpty() ? null : text;
  }
}
