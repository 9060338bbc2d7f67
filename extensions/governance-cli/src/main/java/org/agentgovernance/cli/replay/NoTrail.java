package org.agentgovernance.cli.replay;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditHead;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditStatus;
import org.agentgovernance.audit.AuditTrail;

/**
 * Takes every record and keeps none. Only for commands in which no tool runs: nothing happens there
 * that a log would have to prove.
 */
public final class NoTrail implements AuditTrail {
  /** Makes a trail that keeps nothing. */
  public NoTrail() {}

  @Override
  public Acceptance append(AuditRecord record) {
    return Acceptance.ACCEPTED;
  }

  @Override
  public CompletionStage<Void> appendDurable(AuditRecord record, Executor executor) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void flush() {}

  @Override
  public AuditStatus status() {
    return new AuditStatus(0, 0, 0, AuditHead.EMPTY, null);
  }

  @Override
  public void close() {}
}
