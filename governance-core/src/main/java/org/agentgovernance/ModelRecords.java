package org.agentgovernance;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.budget.BudgetControl;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.BookedFacts;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to one model call into the audit trail. */
final class ModelRecords {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRecords.class);
  private static final String DOMAIN = "agentgovernance/model-text/v1";
  private static final int MOST_CHARS = 1 << 20;

  private final Enforcement shared;
  private final CallContext context;
  private final ModelCallBuilder asked;
  private final String id;

  ModelRecords(Enforcement shared, CallContext context, ModelCallBuilder asked) {
    this.shared = shared;
    this.context = context;
    this.asked = asked;
    this.id = shared.newCallId();
  }

  String id() {
    return id;
  }

  /** What was decided before the call; false when that could not be recorded. */
  boolean asked(Decision decision, Facts reserved) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("name", asked.model);
    amounts("estimate", asked.estimates, section);
    words("prompt", asked.prompt, section);
    return shared.recorder.takes(record(section, reserved).decision(decision).build());
  }

  /** What came of it; when that cannot be recorded, all that is left is to say so. */
  void ended(
      Outcome.Kind kind, Map<String, BigDecimal> usage, @Nullable String response, Facts booked) {
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("name", asked.model);
    section.put("outcome", kind.name().toLowerCase(Locale.ROOT));
    amounts("usage", usage, section);
    words("response", response, section);
    if (!shared.recorder.takes(record(section, booked).build())) {
      LOG.error("what came of model call {} could not be recorded", id);
    }
  }

  Deny unavailable() {
    return new Deny(
        ReasonCode.AUDIT_UNAVAILABLE,
        "audit",
        "the record could not be written, so the model must not be called",
        "The model cannot be called now. Try again later.");
  }

  private AuditRecord.Builder record(Map<String, Object> section, Facts facts) {
    return AuditRecord.builder(AuditKind.MODEL, context.nowMillis())
        .id(id)
        .session(context)
        .manifest(shared.policy.digest(), shared.redaction)
        .settled(BookedFacts.of(BudgetControl.ID, facts))
        .section(AuditSection.MODEL, section);
  }

  private static void amounts(
      String name, Map<String, BigDecimal> values, Map<String, Object> section) {
    if (!values.isEmpty()) {
      Map<String, Object> texts = new LinkedHashMap<>();
      // BigDecimal prints itself in scientific form where the plain one would fill the memory.
      values.forEach((unit, amount) -> texts.put(unit, amount.toString()));
      section.put(name, texts);
    }
  }

  private void words(String name, @Nullable String text, Map<String, Object> section) {
    if (text == null) {
      return;
    }
    Map<String, Object> words = new LinkedHashMap<>();
    words.put("digest", Digest.of(DOMAIN, text.getBytes(StandardCharsets.UTF_8)).toString());
    words.put("chars", (long) text.length());
    if (shared.fullModelTexts && text.length() <= MOST_CHARS) {
      words.put("value", new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
    section.put(name, words);
  }
}
