package org.agentgovernance.audit;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;

/**
 * Where records go. Safe for use by many threads; records of one thread keep their order.
 *
 * <p>A trail never drops a record silently: it is accepted or refused, and whoever is refused
 * denies the call.
 */
public interface AuditTrail extends AutoCloseable {
  /**
   * Hands over a record. Never blocks and never throws; the record is durable at most about a
   * second later.
   *
   * @param record the record
   * @return whether it was taken; anything but {@link Acceptance#ACCEPTED} must deny the call
   */
  Acceptance append(AuditRecord record);

  /**
   * Hands over a record and says when it is durable. Never blocks.
   *
   * @param record the record
   * @param executor where the stage is completed, and with it whatever depends on it. {@code
   *     Runnable::run} completes it on the writer's own thread: right when nothing but a wait
   *     depends on it, wrong when a tool would run there
   * @return completed once the record and all before it are forced to the device; fails with a
   *     {@link GovernanceException} of code {@code audit.unavailable} when the record was refused
   *     or could not be written
   */
  CompletionStage<Void> appendDurable(AuditRecord record, Executor executor);

  /**
   * Hands over a record and waits until it is durable. Not interruptible.
   *
   * @param record the record
   * @throws GovernanceException with code {@code audit.unavailable} when it was refused or could
   *     not be written
   */
  default void appendAndWait(AuditRecord record) {
    try {
      appendDurable(record, Runnable::run).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof GovernanceException known) {
        throw known;
      }
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE, "the record could not be written", e);
    }
  }

  /**
   * Waits until every record accepted so far is durable.
   *
   * @throws GovernanceException with code {@code audit.unavailable} when one could not be written
   */
  void flush();

  /**
   * How the trail is doing.
   *
   * @return a snapshot
   */
  AuditStatus status();

  /**
   * Refuses further records, writes those accepted, and lets go of the files. A second close does
   * nothing.
   *
   * @throws GovernanceException with code {@code audit.unavailable} when an accepted record could
   *     not be written
   */
  @Override
  void close();
}
