package org.agentgovernance.audit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A trail in memory, for tests. */
public final class InMemoryAuditTrail implements AuditTrail {
  InMemoryAuditTrail() {}

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

  public List<String> lines() {
    return List.of();
  }

  public AuditReport verify() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
