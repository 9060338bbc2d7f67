package org.agentgovernance.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.ModelCall;
import org.agentgovernance.PendingCall;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditOptions;
import org.agentgovernance.call.Document;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.Target;

/** Two days of a support agent, as a governor recorded them, with everything that can happen. */
public final class RecordedDays {
  /** What an attacker would want to have run by whoever reads it. */
  public static final String HOSTILE = "<script>alert(1)</script>\u001b[2J\u202e|[x](http://evil)";

  public static final Instant FIRST = Instant.parse("2026-03-01T10:00:00Z");
  public static final Instant SECOND = Instant.parse("2026-03-02T10:00:00Z");

  private static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "support", "version": "1.0.0"},
       "agent": {"id": "support-agent", "delegates": [{"id": "helper", "tools": ["*"]}]},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "order.read", "version": "1.0.0", "effect": "read", "inputSchema": true},
         {"name": "order.refund", "version": "1.0.0", "effect": "write", "inputSchema": true}],
       "permissions": [
         {"id": "reads", "tools": ["order.read"], "verdict": "permit"},
         {"id": "small", "tools": ["order.refund"], "when": "args.amount <= 100.0",
          "verdict": "permit"},
         {"id": "large", "tools": ["order.refund"],
          "when": "args.amount > 100.0 && args.amount <= 1000.0",
          "verdict": "approve", "approval": "supervisors"},
         {"id": "never", "tools": ["order.refund"], "when": "args.amount > 1000.0",
          "verdict": "forbid"}],
       "endorsements": [{"id": "order-checked", "integrity": "trusted",
         "tools": ["order.*"], "roles": ["supervisor"]}],
       "approvals": [{"id": "supervisors", "roles": ["supervisor"]}],
       "audit": {"arguments": "full"}}
      """;

  private final Path directory;

  public RecordedDays(Path directory) {
    this.directory = directory;
  }

  private interface Day {
    void at(Governor governor) throws Exception;
  }

  /** Writes both days. */
  public RecordedDays write() {
    day(FIRST, this::first);
    day(SECOND, this::second);
    return this;
  }

  /** Opens the log again two months later, and has it keep a month. */
  public void removeOldSegments() {
    Clock later = Clock.fixed(SECOND.plus(Duration.ofDays(60)), ZoneOffset.UTC);
    AuditLog.open(
            directory,
            AuditOptions.defaults()
                .withClock(later)
                .withSegmentBytes(4096)
                .withRetention(Duration.ofDays(30)))
        .close();
  }

  private void day(Instant when, Day day) {
    Clock clock = Clock.fixed(when, ZoneOffset.UTC);
    try (AuditLog log =
            AuditLog.open(
                directory, AuditOptions.defaults().withClock(clock).withSegmentBytes(4096));
        Governor governor =
            Governor.of(Manifest.parse(MANIFEST, "agent.manifest.json"))
                .tool("order.read", args -> read(args.string("order")))
                .tool("order.refund", args -> "refunded " + args.decimal("amount"))
                .clock(clock)
                .audit(log)
                .open()) {
      day.at(governor);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(String order) {
    if (order.equals("A-9")) {
      throw new IllegalStateException("no such order");
    }
    return "order " + order;
  }

  private void first(Governor governor) throws Exception {
    try (Session session =
        governor
            .session(RecordedUsers.of(new Subject("alice", "shop", Set.of(), Map.of())))
            .id("s-alice")
            .open()) {
      session.retrieved(List.of(new Document("refund-policy", "3")));
      session.call("order.read", Map.of("order", "A-1"));
      session.call("order.read", Map.of("order", "A-9"));
      session.call(
          ToolCall.builder("order.refund")
              .arguments(Map.of("order", "A-1", "amount", 5000))
              .rationale(HOSTILE)
              .alternatives(List.of("ask a colleague"))
              .build());
      session.call("order.refund", "{not json");
      decide(governor, session.call("order.refund", amount(250)), true, HOSTILE);
      decide(governor, session.call("order.refund", amount(900)), false, "dear");
      session.endorse("order-checked", BOSS, "I looked at it");
      try (Session helper = session.delegate("helper").id("s-helper").open()) {
        helper.call("order.read", Map.of("order", "A-2"));
      }
      try (ModelCall model = session.modelCall("small-model").begin()) {
        model.notMade();
      }
      session.call("order.unknown", Map.of());
    }
  }

  private void second(Governor governor) {
    try (Session session =
        governor
            .session(RecordedUsers.of(new Subject("bob", "shop", Set.of(), Map.of())))
            .id("s-bob")
            .open()) {
      session.call("order.refund", amount(20));
      Order halt = governor.control().halt(Target.tool("order.refund"), "fraud", BOSS).order();
      session.call("order.refund", amount(30));
      governor.control().lift(halt.id(), "it was none", BOSS);
      session.call("order.refund", amount(500));
    }
  }

  private static Map<String, Object> amount(int amount) {
    return Map.of("order", "A-1", "amount", amount);
  }

  private static void decide(Governor governor, CallResult result, boolean yes, String reason)
      throws Exception {
    PendingCall pending = result.pending().orElseThrow();
    String id = pending.request().id();
    if (yes) {
      governor.approvals().approve(id, BOSS, reason);
    } else {
      governor.approvals().reject(id, BOSS, reason);
    }
    pending.completion().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
