package org.agentgovernance.audit;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The audit file. */
public final class AuditLog implements AuditTrail {
  private AuditLog() {}

  public static AuditLog open(Path directory) {
    return open(directory, AuditOptions.defaults());
  }

  public static AuditLog open(Path directory, AuditOptions options) {
    throw new UnsupportedOperationException();
  }

  public static InMemoryAuditTrail inMemory() {
    return new InMemoryAuditTrail();
  }

  @Override
  public Acceptance append(AuditRecord record) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletionStage<Void> appendDurable(AuditRecord record, Executor executor) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void flush() {}

  @Override
  public AuditStatus status() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
