package org.agentgovernance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands records to the log, and says whether it has taken them. A log that throws has not. Safe for
 * use by many threads.
 */
final class Recorder {
  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  private final AuditTrail trail;

  Recorder(AuditTrail trail) {
    this.trail = trail;
  }

  /** Never waits for the disk. */
  boolean takes(AuditRecord record) {
    try {
      return trail.append(record) == Acceptance.ACCEPTED;
    } catch (RuntimeException e) {
      return lost(record, e);
    }
  }

  /** The same for something that does not take effect unless it is recorded. */
  void mustTake(AuditRecord record) {
    if (!takes(record)) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE, "the record could not be written: " + trouble());
    }
  }

  /** Blocks until the record is on the disk. */
  boolean writes(AuditRecord record) {
    try {
      trail.appendAndWait(record);
      return true;
    } catch (RuntimeException e) {
      return lost(record, e);
    }
  }

  /** The same without blocking; the stage goes on in an executor and never fails. */
  CompletionStage<Boolean> writes(AuditRecord record, Executor executor) {
    try {
      return trail.appendDurable(record, executor).handle((done, problem) -> problem == null);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(lost(record, e));
    }
  }

  /** Blocks until the record is on the disk, and throws when it cannot be. */
  void mustWrite(AuditRecord record) {
    trail.appendAndWait(record);
  }

  /** Why the log takes nothing. */
  String trouble() {
    String failure = trail.status().failure();
    return failure == null ? "the log is full or closed" : failure;
  }

  private static boolean lost(AuditRecord record, RuntimeException problem) {
    if (!(problem instanceof GovernanceException)) {
      LOG.error("the audit trail failed on {}", record, problem);
    }
    return false;
  }
}
