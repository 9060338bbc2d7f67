package org.agentgovernance.cli.replay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditStatus;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;

/**
 * A trail for a replay. When the log has too much to write, the replay waits where a live call
 * would be denied; and since nothing real runs, no call waits for the disk: closing the log does.
 */
final class PatientTrail implements AuditTrail {
  private final AuditTrail log;

  PatientTrail(AuditTrail log) {
    this.log = log;
  }

  @Override
  public Acceptance append(AuditRecord record) {
    Acceptance acceptance = log.append(record);
    while (acceptance == Acceptance.FULL) {
      try {
        log.flush();
      } catch (GovernanceException e) {
        return Acceptance.FAILED;
      }
      acceptance = log.append(record);
    }
    return acceptance;
  }

  @Override
  public CompletionStage<Void> appendDurable(AuditRecord record, Executor executor) {
    return append(record) == Acceptance.ACCEPTED
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(
            new GovernanceException(
                ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: " + log.status().failure()));
  }

  @Override
  public void flush() {
    log.flush();
  }

  @Override
  public AuditStatus status() {
    return log.status();
  }

  @Override
  public void close() {
    log.close();
  }
}
