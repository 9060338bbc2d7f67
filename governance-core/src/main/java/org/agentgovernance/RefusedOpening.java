package org.agentgovernance;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;

/**
 * Leaves evidence of a catalogue or a standing grant that was refused, for which no governor opens.
 */
final class RefusedOpening {
  private static final Set<String> SIGNED = Set.of("catalog", "standing");

  private RefusedOpening() {}

  /**
   * Records a refusal of something signed; any other failure is passed over. What goes wrong on the
   * way is added to the refusal, which is thrown in any case.
   */
  static void note(GovernanceException refusal, GovernorBuilder builder, EventSink events) {
    String code = refusal.code().value();
    String what = code.substring(0, code.indexOf('.'));
    if (!SIGNED.contains(what)) {
      return;
    }
    String kind = what + ".refused";
    Map<String, String> details =
        Map.of("code", code, "message", String.valueOf(refusal.getMessage()));
    Instant now = builder.clock.instant();
    events.emit(new GovernanceEvent(kind, now, null, null, builder.manifest.agent(), details));
    AuditRecord record =
        AuditRecord.builder(AuditKind.EVENT, now.toEpochMilli())
            .manifest(builder.manifest.digest(), builder.manifest.redaction())
            .section(
                AuditSection.EVENT,
                Map.of(
                    "event", kind,
                    "code", code,
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
