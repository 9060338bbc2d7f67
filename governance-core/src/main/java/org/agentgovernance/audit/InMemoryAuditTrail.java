package org.agentgovernance.audit;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * A trail without files: the same chained lines as {@link AuditLog}, serialised on the calling
 * thread and kept in memory until a limit of 100,000 records, from which on it is full. For tests
 * and trials; nothing survives the process. Safe for use by many threads.
 */
public final class InMemoryAuditTrail implements AuditTrail {
  private static final int MAX = 100_000;

  private final Object lock = new Object();
  private final RecordEncoder encoder = new RecordEncoder(new Chain(AuditHead.EMPTY));
  private final LineBuffer buffer = new LineBuffer();
  private final List<String> lines = new ArrayList<>();
  private final Clock clock;
  private boolean closed;
  private @Nullable String failure;

  InMemoryAuditTrail(Clock clock) {
    this.clock = clock;
    own(AuditKind.LOG_OPENED);
  }

  @Override
  public Acceptance append(AuditRecord record) {
    synchronized (lock) {
      if (closed) {
        return Acceptance.CLOSED;
      }
      if (lines.size() >= MAX) {
        return Acceptance.FULL;
      }
      if (failure != null) {
        return Acceptance.FAILED;
      }
      try {
        encoder.write(record, buffer);
        keep();
        return Acceptance.ACCEPTED;
      } catch (RuntimeException e) {
        failure = "a record could not be serialised (" + e.getClass().getSimpleName() + ")";
        return Acceptance.FAILED;
      }
    }
  }

  @Override
  public CompletionStage<Void> appendDurable(AuditRecord record, Executor executor) {
    Acceptance acceptance = append(record);
    if (acceptance == Acceptance.ACCEPTED) {
      return CompletableFuture.completedFuture(null); // nothing to wait for, so nobody waits
    }
    return CompletableFuture.failedFuture(
        new GovernanceException(
            ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: " + refusal(acceptance)));
  }

  private String refusal(Acceptance acceptance) {
    if (acceptance == Acceptance.CLOSED) {
      return "the log is closed";
    }
    String failed = status().failure();
    return failed == null ? "the log in memory has " + MAX + " records, the most it keeps" : failed;
  }

  /** Does nothing: there is nothing to wait for. */
  @Override
  public void flush() {}

  @Override
  public AuditStatus status() {
    synchronized (lock) {
      return new AuditStatus(0, lines.size(), 0, encoder.head(), failure);
    }
  }

  /**
   * The stored lines, without line feeds.
   *
   * @return a copy
   */
  public List<String> lines() {
    synchronized (lock) {
      return List.copyOf(lines);
    }
  }

  /**
   * Verifies the lines as {@link AuditVerifier} does a file.
   *
   * @return what was found
   */
  public AuditReport verify() {
    return AuditVerifier.verifyLines(lines(), null);
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        own(AuditKind.LOG_CLOSED);
        closed = true;
      }
    }
  }

  private void own(AuditKind kind) {
    encoder.write(kind, clock.millis(), Map.of("segment", "memory"), buffer);
    keep();
  }

  private void keep() {
    int withoutFeed = buffer.length() - 1;
    lines.add(new String(buffer.bytes(), 0, withoutFeed, StandardCharsets.UTF_8));
    buffer.clear();
  }
}
