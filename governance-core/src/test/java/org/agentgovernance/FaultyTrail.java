package org.agentgovernance;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditStatus;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;

/** A trail that, when told to, refuses records or breaks its contract by throwing. */
final class FaultyTrail implements AuditTrail {
  /** How it fails. */
  enum Fault {
    NONE,
    FULL,
    THROWS
  }

  private final InMemoryAuditTrail sound = AuditLog.inMemory();
  volatile Fault fault = Fault.NONE;

  List<String> lines() {
    return sound.lines();
  }

  @Override
  public Acceptance append(AuditRecord record) {
    return switch (fault) {
      case NONE -> sound.append(record);
      case FULL -> Acceptance.FULL;
      case THROWS -> throw new IllegalStateException("disk secret");
    };
  }

  @Override
  public CompletionStage<Void> appendDurable(AuditRecord record, Executor executor) {
    return switch (fault) {
      case NONE -> sound.appendDurable(record, executor);
      case FULL ->
          CompletableFuture.failedFuture(
              new GovernanceException(ReasonCode.AUDIT_UNAVAILABLE, "full"));
      case THROWS -> throw new IllegalStateException("disk secret");
    };
  }

  @Override
  public void flush() {
    sound.flush();
  }

  @Override
  public AuditStatus status() {
    return sound.status();
  }

  @Override
  public void close() {
    sound.close();
  }
}
