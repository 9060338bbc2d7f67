package org.agentgovernance;

import java.util.Map;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.flow.Endorsement;

/** Makes a session's label better by a named endorsement, and records that first. */
final class Endorsements {
  private Endorsements() {}

  static void apply(Enforcement shared, CallContext session, String id, Subject by, String reason) {
    Endorsement endorsement = shared.policy.endorsement(id);
    if (endorsement == null) {
      throw new GovernanceException(
          ReasonCode.FLOW_NOT_ENDORSED,
          "the manifest declares no endorsement \"" + id + "\"; add it under endorsements");
    }
    if (!endorsement.allows(by, session)) {
      throw new GovernanceException(
          ReasonCode.FLOW_NOT_ENDORSED,
          "this person may not make endorsement \""
              + id
              + "\"; needed: one of the roles "
              + String.join(", ", endorsement.roles())
              + ", and never the agent; see "
              + endorsement.ref());
    }
    boolean recorded =
        endorsement.apply(
            session,
            (before, after) ->
                append(
                    shared,
                    session,
                    endorsement,
                    by,
                    reason,
                    Map.of("before", before, "after", after)));
    if (!recorded) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE,
          "the endorsement could not be recorded, so the session's label stays as it was");
    }
  }

  private static boolean append(
      Enforcement shared,
      CallContext session,
      Endorsement endorsement,
      Subject by,
      String reason,
      Map<String, Object> labels) {
    AuditRecord record =
        AuditRecord.builder(AuditKind.ENDORSEMENT, session.nowMillis())
            .session(session)
            .manifest(shared.policy.digest(), shared.redaction)
            .section(
                AuditSection.ENDORSEMENT,
                Map.of(
                    "id",
                    endorsement.ref().id(),
                    "place",
                    endorsement.ref().place(),
                    "by",
                    by.toString(),
                    "reason",
                    reason))
            .section(AuditSection.LABELS, labels)
            .build();
    return shared.recorder.takes(record);
  }
}
