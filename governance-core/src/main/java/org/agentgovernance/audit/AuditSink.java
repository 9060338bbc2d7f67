package org.agentgovernance.audit;

import java.io.IOException;
import java.util.List;

/**
 * Another place that records are copied to: a database, a collector of logs, a message queue. The
 * governor feeds it, never the agent; each sink has a queue and a thread of its own and a {@link
 * SinkPolicy} that says what its failure means for calls.
 *
 * <p>Called by one thread, one batch after the other, in the order in which the records were
 * accepted; it may block. A batch is given again when it could not be written, so that after a
 * failure some records may arrive twice: tell them apart by call and kind. The module {@code
 * governance-test} has the tests that every sink must pass.
 */
public interface AuditSink extends AutoCloseable {
  /**
   * Copies records into a second log with a chain of its own, such as one on another disk. A batch
   * is written when it is durable there. A log that has failed takes nothing more until the process
   * opens it again; personal values stand beside each of the two logs, and are erased in each.
   *
   * @param log where the copies go; it is closed with the sink
   * @return the sink
   */
  static AuditSink to(AuditTrail log) {
    return new TrailSink(log);
  }

  /**
   * Writes records. When it returns they are as safe as this sink can make them.
   *
   * @param batch at least one record, in order; {@link AuditRecord#toJson()} is what may be kept of
   *     each
   * @throws Exception when not all of them were written; the batch is tried again
   */
  void write(List<AuditRecord> batch) throws Exception;

  /**
   * Lets go of what the sink holds; nothing is written after it. By default there is nothing.
   *
   * @throws IOException when that fails; it is logged
   */
  @Override
  default void close() throws IOException {}
}
