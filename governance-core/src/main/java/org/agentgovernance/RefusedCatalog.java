package org.agentgovernance;

import java.time.Instant;
import java.util.Map;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;

/** Leaves evidence of a catalogue that was refused, for which no governor opens. */
final class RefusedCatalog {
  private static final String KIND = "catalog.refused";

  private RefusedCatalog() {}

  /**
   * Records a refusal of the catalogue; any other failure is passed over. What goes wrong on the
   * way is added to the refusal, which is thrown in any case.
   */
  static void note(GovernanceException refusal, GovernorBuilder builder, EventSink events) {
    if (!refusal.code().value().startsWith("catalog.")) {
      return;
    }
    Map<String, String> details =
        Map.of("code", refusal.code().value(), "message", String.valueOf(refusal.getMessage()));
    Instant now = builder.clock.instant();
    events.emit(new GovernanceEvent(KIND, now, null, null, builder.manifest.agent(), details));
    AuditRecord record =
        AuditRecord.builder(AuditKind.EVENT, now.toEpochMilli())
            .manifest(builder.manifest.digest(), builder.manifest.redaction())
            .section(
                AuditSection.EVENT,
                Map.of(
                    "event", KIND,
                    "code", refusal.code().value(),
                    "agent", builder.manifest.agent()))
            .build();
    try {
      AuditTrail given = builder.trail;
      if (given != null) {
        given.appendAndWait(record);
        return;
      }
      try (AuditTrail own = AuditLog.open(builder.manifest.auditDirectory())) {
        own.appendAndWait(record);
      }
    } catch (RuntimeException e) {
      refusal.addSuppressed(e);
    }
  }
}
