package org.agentgovernance.testkit;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.audit.SinkPolicy;
import org.agentgovernance.manifest.Manifest;

/** A governor that feeds one sink. */
final class SinkDesk implements AutoCloseable {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "sink", "version": "1"}, "agent": {"id": "agent-1"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "read", "version": "1", "effect": "read", "timeout": "none",
          "inputSchema": true},
         {"name": "write", "version": "1", "effect": "write", "timeout": "none",
          "inputSchema": true}],
       "tasks": [{"id": "t", "tools": ["*"]}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;

  final AtomicInteger ran = new AtomicInteger();
  final Governor governor;
  final Session session;

  SinkDesk(AuditSink sink, SinkPolicy policy) {
    governor =
        Governor.of(Manifest.parse(MANIFEST, "sink.json"))
            .audit(AuditLog.inMemory())
            .auditSink("sink", sink, policy)
            .tool("read", args -> "ok")
            .tool("write", args -> "done " + ran.incrementAndGet())
            .open();
    session = governor.session(TestPrincipals.user("u-1")).task("t").open();
  }

  /** A call whose intent waits for a required sink. */
  CallResult write() {
    return session.call("write", Map.of("to", SinkRecords.ARGUMENT));
  }

  void untilItIsWell() {
    long end = System.nanoTime() + 60_000_000_000L;
    while (governor.sinks().get(0).failure() != null && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    governor.close();
  }
}
