package org.agentgovernance.audit;

import static org.agentgovernance.audit.FieldWriter.NAME;
import static org.agentgovernance.audit.FieldWriter.WORDS;
import static org.agentgovernance.audit.FieldWriter.absent;
import static org.agentgovernance.audit.FieldWriter.digest;
import static org.agentgovernance.audit.FieldWriter.key;
import static org.agentgovernance.audit.FieldWriter.text;
import static org.agentgovernance.audit.FieldWriter.texts;
import static org.agentgovernance.audit.FieldWriter.word;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.CallLink;
import org.agentgovernance.call.Document;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a record tells, always in the same order: when and what, who, which tool with what,
 * what was decided and why, what the agent says for itself, the approval, the outcome, the optional
 * sections. Every record is written by this class, whichever sink it goes to. Used by one thread.
 */
final class RecordFields {
  private static final int MOST_ALTERNATIVES = 16;
  private static final int MOST_ACTORS = 16;
  private static final int MOST_DOCUMENTS = 64;

  private final Timestamps timestamps = new Timestamps();
  private final Vault vault;

  RecordFields() {
    this(Vault.forgetful());
  }

  RecordFields(Vault vault) {
    this.vault = vault;
  }

  /** The two fields that every line has. */
  void head(AuditKind kind, long at, LineBuffer out) {
    word("at", timestamps.format(at), out);
    word("kind", kind.word(), out);
  }

  /** All other fields. */
  void write(AuditRecord record, LineBuffer out) {
    out.redact(record.redaction());
    try {
      fields(record, out);
    } finally {
      out.redact(Redaction.none());
    }
  }

  private void fields(AuditRecord record, LineBuffer out) {
    out.redact(
        Redaction.none()); // the governor's own id, which keeps the records of a call together
    text("call", record.callId(), NAME, out);
    out.redact(record.redaction());
    who(record, out);
    ToolCall call = record.call();
    AuditedTool tool = record.tool();
    if (call != null && tool != null) {
      text("tool", call.tool(), NAME, out);
      text("version", tool.version(), NAME, out);
      if (record.kind() != AuditKind.OUTCOME) {
        what(record, call, tool, out);
      }
    } else {
      digest("manifest", record.manifest(), out);
    }
    Decision decision = record.decision();
    if (decision != null) {
      why(decision, out);
    }
    ControlFields.write(record, out);
    if (call == null) {
      documents(record.documents(), out);
    } else if (decision != null) {
      boolean personal = tool != null && tool.arguments() == ArgumentsMode.PERSONAL;
      if (personal) {
        sealed(call, out);
      } else {
        said(call, out);
      }
      documents(call.documents(), out);
    }
    approval(record.approval(), out);
    outcome(record.outcome(), out);
    UndoFields undo = record.undo();
    if (undo != null) {
      undo.write(timestamps, vault, out);
    }
    TraceSpan span = record.span();
    if (span != null) {
      word("trace", span.traceId(), out);
      word("span", span.spanId(), out);
    }
    for (Map.Entry<AuditSection, Object> section : record.sections().entrySet()) {
      key(section.getKey().word(), out);
      out.json(Json.text(out.redaction().value(section.getValue())));
    }
  }

  private static void who(AuditRecord record, LineBuffer out) {
    ToolCall call = record.call();
    if (call != null) {
      text("proposed", call.id(), NAME, out);
      follows(call.link(), out);
    }
    CallContext context = record.context();
    if (context == null) {
      return;
    }
    Principal principal = context.principal();
    text("session", context.session(), NAME, out);
    CallContext parent = context.parent();
    text("parent", parent == null ? null : parent.session(), NAME, out);
    text("agent", principal.agent(), NAME, out);
    text("instance", absent(principal.instance()), NAME, out);
    actors(principal.priorActors(), out);
    key("user", out);
    out.ascii("{\"id\":");
    out.string(principal.subject().id(), NAME);
    text("issuer", absent(principal.subject().issuer()), NAME, out);
    out.ascii("}");
    text("task", context.task(), NAME, out);
    texts("tags", context.tags(), out);
  }

  private static void follows(@Nullable CallLink link, LineBuffer out) {
    if (link != null) {
      key("follows", out);
      out.ascii("{\"as\":\"");
      out.ascii(link.as().word());
      out.ascii("\"");
      text("call", link.callId(), NAME, out);
      out.ascii("}");
    }
  }

  private static void actors(List<Actor> prior, LineBuffer out) {
    if (!prior.isEmpty()) {
      key("actors", out);
      for (int i = 0; i < Math.min(prior.size(), MOST_ACTORS); i++) {
        out.ascii(i == 0 ? "[" : ",");
        out.string(prior.get(i).toString(), NAME);
      }
      out.ascii("]");
    }
  }

  private void what(AuditRecord record, ToolCall call, AuditedTool tool, LineBuffer out) {
    text("proposedVersion", call.version(), NAME, out);
    digest("descriptor", tool.descriptor(), out);
    digest("manifest", tool.manifest(), out);
    texts("bundle", tool.bundle(), out);
    String malformed = call.malformed();
    if (malformed == null) {
      ArgumentsMode mode =
          record.kind() == AuditKind.APPROVAL ? ArgumentsMode.DIGEST : tool.arguments();
      ArgumentFields.write(call.arguments().asMap(), mode, vault, out);
    } else {
      text("malformed", malformed, NAME, out);
    }
  }

  private static void why(Decision decision, LineBuffer out) {
    word("verdict", decision.verdict().word(), out);
    text("code", decision.code().value(), NAME, out);
    text("interceptor", decision.interceptor(), NAME, out);
    RuleRef rule = decision.rule();
    if (rule != null) {
      text("rule", rule.id(), NAME, out);
      text("place", rule.place(), NAME, out);
    }
    text("message", decision.message(), WORDS, out);
  }

  /** What the agent says for itself, where its words may be about a person. */
  private void sealed(ToolCall call, LineBuffer out) {
    String rationale = call.rationale();
    if (rationale != null || !call.alternatives().isEmpty()) {
      Map<String, Object> words = new TreeMap<>();
      words.put("alternatives", call.alternatives());
      words.put("rationale", rationale == null ? "" : rationale);
      key("said", out);
      out.ascii("{\"hmac\":\"");
      out.ascii(vault.seal("said", Json.text(out.redaction().value(words))));
      out.ascii("\"}");
    }
    FieldWriter.confidence(call.confidence(), out);
  }

  /** What the agent says for itself. */
  private static void said(ToolCall call, LineBuffer out) {
    text("rationale", call.rationale(), WORDS, out);
    List<String> alternatives = call.alternatives();
    if (!alternatives.isEmpty()) {
      key("alternatives", out);
      for (int i = 0; i < Math.min(alternatives.size(), MOST_ALTERNATIVES); i++) {
        out.ascii(i == 0 ? "[" : ",");
        out.string(alternatives.get(i), WORDS);
      }
      more(alternatives.size(), MOST_ALTERNATIVES, out);
      out.ascii("]");
    }
    FieldWriter.confidence(call.confidence(), out);
  }

  private static void documents(List<Document> documents, LineBuffer out) {
    if (documents.isEmpty()) {
      return;
    }
    key("documents", out);
    for (int i = 0; i < Math.min(documents.size(), MOST_DOCUMENTS); i++) {
      out.ascii(i == 0 ? "[{\"id\":" : ",{\"id\":");
      out.string(documents.get(i).id(), NAME);
      text("version", documents.get(i).version(), NAME, out);
      out.ascii("}");
    }
    out.ascii("]");
    if (documents.size() > MOST_DOCUMENTS) {
      key("moreDocuments", out);
      out.number(documents.size() - MOST_DOCUMENTS);
    }
  }

  private static void more(int size, int most, LineBuffer out) {
    if (size > most) {
      out.ascii(",");
      out.string("[" + (size - most) + " more]", NAME);
    }
  }

  private static void approval(@Nullable ApprovalEvent event, LineBuffer out) {
    if (event == null) {
      return;
    }
    key("approval", out);
    out.ascii("{\"state\":\"");
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
    key("outcome", out);
    out.ascii("{\"kind\":\"");
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
    texts("usage", outcome.usage().amounts(), out);
    key("nanos", out);
    out.number(outcome.nanos());
    out.ascii("}");
  }
}
