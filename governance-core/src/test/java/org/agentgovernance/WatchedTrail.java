package org.agentgovernance;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditStatus;
import org.agentgovernance.audit.AuditTrail;

/** A trail that tells of each record once it has been taken. */
final class WatchedTrail implements AuditTrail {
  private final AuditTrail trail;
  private final Consumer<AuditKind> taken;

  WatchedTrail(AuditTrail trail, Consumer<AuditKind> taken) {
    this.trail = trail;
    this.taken = taken;
  }

  @Override
  public Acceptance append(AuditRecord record) {
    Acceptance acceptance = trail.append(record);
    taken.accept(record.kind());
    return acceptance;
  }

  @Override
  public CompletionStage<Void> appendDurable(AuditRecord record, Executor executor) {
    return trail.appendDurable(record, executor).thenRun(() -> taken.accept(record.kind()));
  }

  @Override
  public void flush() {
    trail.flush();
  }

  @Override
  public AuditStatus status() {
    return trail.status();
  }

  @Override
  public void close() {
    trail.close();
  }
}
