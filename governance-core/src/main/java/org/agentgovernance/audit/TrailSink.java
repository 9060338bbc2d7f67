package org.agentgovernance.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Copies records into another log and waits once for the whole batch. */
record TrailSink(AuditTrail log) implements AuditSink {
  @Override
  public void write(List<AuditRecord> batch) throws Exception {
    List<CompletableFuture<Void>> written = new ArrayList<>(batch.size());
    for (AuditRecord record : batch) {
      written.add(log.appendDurable(record, Runnable::run).toCompletableFuture());
    }
    CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).get();
  }

  @Override
  public void close() {
    log.close();
  }
}
