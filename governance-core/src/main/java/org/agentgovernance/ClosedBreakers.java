package org.agentgovernance;

import java.util.Map;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.call.Subject;
import org.agentgovernance.resilience.Breakers;

/** Closes breakers for an operator, who answers for it: nothing closes unless that is recorded. */
final class ClosedBreakers {
  private static final int MOST_REASON = 2000;

  private ClosedBreakers() {}

  static int close(Enforcement shared, Breakers breakers, String tool, String reason, Subject by) {
    if (!shared.manifest.tools().contains(tool)) {
      throw new IllegalArgumentException("the manifest lists no tool \"" + tool + "\"");
    }
    if (reason.isBlank() || reason.length() > MOST_REASON) {
      throw new IllegalArgumentException("a reason has 1 to " + MOST_REASON + " characters");
    }
    shared.recorder.mustWrite(
        AuditRecord.builder(AuditKind.EVENT, shared.clock.millis())
            .manifest(shared.policy.digest(), shared.redaction)
            .section(
                AuditSection.EVENT,
                Map.of(
                    "event", "breaker.reset", "tool", tool, "reason", reason, "by", by.toString()))
            .build());
    return breakers.reset(tool);
  }
}
