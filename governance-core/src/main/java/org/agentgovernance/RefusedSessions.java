package org.agentgovernance;

import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.identity.IdentityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records that somebody asked for a session with a credential that was not good. */
final class RefusedSessions {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedSessions.class);

  private RefusedSessions() {}

  /** Whoever asked is not known, so the record names nobody; it holds nothing of the credential. */
  static void record(Enforcement shared, IdentityException refusal) {
    AuditRecord record =
        AuditRecord.builder(AuditKind.SESSION, shared.clock.millis())
            .id(shared.newCallId())
            .manifest(shared.policy.digest(), shared.redaction)
            .decision(
                new Deny(
                    refusal.code(),
                    "identity",
                    String.valueOf(refusal.getMessage()),
                    "Nobody can be served with this credential."))
            .build();
    if (!shared.recorder.takes(record)) {
      LOG.error("a refused session could not be recorded: {}", refusal.code());
    }
  }
}
