package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.LoggedRecords;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Users;

/**
 * A governor over tools of which each test says what limits them and how they fare; closing it
 * checks the log.
 */
final class Harbour implements AutoCloseable {
  final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  final InMemoryAuditTrail trail = AuditLog.inMemory();
  final LinkedBlockingQueue<GovernanceEvent> events = new LinkedBlockingQueue<>();
  final Governor governor;

  Harbour(Manifest manifest, UnaryOperator<GovernorBuilder> more) {
    this.governor =
        more.apply(Governor.of(manifest).clock(clock).audit(trail).events(events::add)).open();
  }

  /** Tools as JSON objects without braces, such as {@code "name": "look", "effect": "read"}. */
  static Manifest manifest(String more, String... tools) {
    List<String> all = new ArrayList<>();
    for (String tool : tools) {
      all.add("{\"version\": \"1\", \"inputSchema\": true, " + tool + "}");
    }
    return Manifest.parse(
        """
        {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
         "metadata": {"name": "harbour", "version": "1"}, "agent": {"id": "pilot"},
         "catalog": {"unsigned": true}, "tools": [%s],
         "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]%s}
        """
            .formatted(String.join(", ", all), more.isEmpty() ? "" : ", " + more),
        "harbour.json");
  }

  Session session(String user) {
    return governor.session(Users.of(user)).open();
  }

  /** Calls, and lets a person say yes where one is needed. */
  CallResult call(Session session, String tool) throws Exception {
    return decided(session.call(tool, Map.of()));
  }

  CallResult decided(CallResult result) throws Exception {
    PendingCall pending = result.pending().orElse(null);
    if (pending == null) {
      return result;
    }
    governor.approvals().approve(pending.request().id(), Subject.of("boss"), "fine");
    return pending.completion().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  GovernanceEvent event() throws InterruptedException {
    GovernanceEvent event = events.poll(20, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }

  List<Map<String, Object>> records(String kind) {
    return LoggedRecords.of(trail, kind);
  }

  @Override
  public void close() {
    governor.close();
    LoggedRecords.areSound(trail);
    LoggedRecords.areComplete(trail);
  }
}
