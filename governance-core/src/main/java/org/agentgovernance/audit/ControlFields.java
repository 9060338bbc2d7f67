package org.agentgovernance.audit;

import static org.agentgovernance.audit.FieldWriter.NAME;
import static org.agentgovernance.audit.FieldWriter.WORDS;
import static org.agentgovernance.audit.FieldWriter.key;
import static org.agentgovernance.audit.FieldWriter.text;
import static org.agentgovernance.audit.FieldWriter.texts;
import static org.agentgovernance.audit.FieldWriter.word;

import java.util.Map;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.ControlTrace;
import org.agentgovernance.interceptor.Facts;
import org.jspecify.annotations.Nullable;

/** Writes what each control said and knew; in an outcome, what each of them booked. */
final class ControlFields {
  static final String NOT_REACHED = "not_reached";

  private ControlFields() {}

  static void write(AuditRecord record, LineBuffer out) {
    ControlTrace controls = record.controls();
    if (controls != null) {
      boolean first = true;
      for (ControlTrace.Step step : controls.steps()) {
        begin(step.interceptor(), first, out);
        said(step.decision(), record.decision(), out);
        texts("facts", known(step.facts()), out);
        out.ascii("}");
        first = false;
      }
      end(first, out);
    } else if (!record.settled().isEmpty()) {
      boolean first = true;
      for (Map.Entry<String, Facts> entry : record.settled().entrySet()) {
        begin(entry.getKey(), first, out);
        texts("facts", known(entry.getValue()), out);
        out.ascii("}");
        first = false;
      }
      end(first, out);
    }
  }

  private static void begin(String id, boolean first, LineBuffer out) {
    if (first) {
      key("controls", out);
      out.ascii("[");
    } else {
      out.ascii(",");
    }
    out.ascii("{\"id\":");
    out.string(id, NAME);
  }

  private static void end(boolean empty, LineBuffer out) {
    if (!empty) {
      out.ascii("]");
    }
  }

  /** The record's own decision is not told twice. */
  private static void said(@Nullable Decision said, @Nullable Decision decided, LineBuffer out) {
    if (said == null) {
      word("verdict", NOT_REACHED, out);
      return;
    }
    word("verdict", said.verdict().word(), out);
    boolean told = said.equals(decided);
    if (said.verdict() != Verdict.PERMIT && !told) {
      text("code", said.code().value(), NAME, out);
    }
    if (said.rule() != null && !told) {
      text("rule", said.rule().id(), NAME, out);
    }
    if (said.verdict() != Verdict.PERMIT && !told) {
      text("message", said.message(), WORDS, out);
    }
  }

  /** A control that cannot say what it knows does not keep the record from being written. */
  private static Map<String, String> known(Facts facts) {
    try {
      Map<String, String> texts = facts.texts();
      return texts == null ? Map.of() : texts;
    } catch (RuntimeException e) {
      return Map.of("facts", "unavailable");
    }
  }
}
