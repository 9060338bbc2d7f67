package org.agentgovernance.audit;

import org.jspecify.annotations.Nullable;

/**
 * How a trail is doing at one moment, for metrics and health checks.
 *
 * @param queued records accepted and not yet written
 * @param written records written since the trail was opened, its own ones included
 * @param lost records accepted and never written, because the trail failed
 * @param head the end of what is durable: keep it elsewhere to notice a truncation
 * @param failure why nothing more is accepted, or null while all is well
 */
public record AuditStatus(
    int queued, long written, long lost, AuditHead head, @Nullable String failure) {
  AuditStatus failedBy(String why) {
    return new AuditStatus(queued, written, lost, head, why);
  }
}
