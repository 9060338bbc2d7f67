package org.agentgovernance.audit;

import static org.agentgovernance.audit.FieldWriter.NAME;
import static org.agentgovernance.audit.FieldWriter.WORDS;
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

  private static final Map<String, String> UNKNOWN = Map.of("facts", "unavailable");

  private ControlFields() {}

  static void write(AuditRecord record, LineBuffer out) {
    ControlTrace controls = record.controls();
    Members members = new Members(out);
    if (controls != null) {
      for (ControlTrace.Step step : controls.steps()) {
        members.begin(step.interceptor());
        said(step.decision(), record.decision(), out);
        members.end(step.facts());
      }
    } else {
      record
          .settled()
          .forEach(
              (id, facts) -> {
                members.begin(id);
                members.end(facts);
              });
    }
    members.end();
  }

  /** The array of the controls; left out when it has no member. */
  private static final class Members {
    private final LineBuffer out;
    private boolean any;

    Members(LineBuffer out) {
      this.out = out;
    }

    void begin(String id) {
      out.ascii(any ? ",{\"id\":" : ",\"controls\":[{\"id\":");
      out.string(id, NAME);
      any = true;
    }

    void end(Facts facts) {
      known(facts, out);
      out.ascii("}");
    }

    void end() {
      if (any) {
        out.ascii("]");
      }
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
  private static void known(Facts facts, LineBuffer out) {
    int before = out.length();
    try {
      Map<String, String> said = facts.texts();
      if (said != null) {
        texts("facts", said, out);
      }
    } catch (RuntimeException e) {
      out.cut(before);
      texts("facts", UNKNOWN, out);
    }
  }
}
