package org.agentgovernance.audit;

import java.util.List;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.jspecify.annotations.Nullable;

/**
 * How a trail is doing at one moment, for metrics and health checks.
 *
 * @param queued records accepted and not yet written
 * @param written records written since the trail was opened, its own ones included
 * @param lost records accepted and never written, because the trail failed
 * @param head the end of what is durable: keep it elsewhere to notice a truncation
 * @param failure why nothing more is accepted, or null while all is well
 * @param checkpoint the newest checkpoint, signed when the trail has a signer; keep it elsewhere.
 *     Null for a trail that makes none
 * @param warnings what is wrong although records are accepted: a checkpoint that could not be
 *     signed, a witness that did not take one
 */
public record AuditStatus(
    int queued,
    long written,
    long lost,
    AuditHead head,
    @Nullable String failure,
    @Nullable SignedCheckpoint checkpoint,
    List<String> warnings) {
  /** Copies the list. */
  public AuditStatus {
    warnings = List.copyOf(warnings);
  }

  /**
   * The status of a trail that makes no checkpoints.
   *
   * @param queued records accepted and not yet written
   * @param written records written since the trail was opened
   * @param lost records accepted and never written
   * @param head the end of what is durable
   * @param failure why nothing more is accepted, or null
   */
  public AuditStatus(
      int queued, long written, long lost, AuditHead head, @Nullable String failure) {
    this(queued, written, lost, head, failure, null, List.of());
  }

  AuditStatus failedBy(String why) {
    return new AuditStatus(queued, written, lost, head, why, checkpoint, warnings);
  }
}
