package org.agentgovernance.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditedTool;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Digest;

/** A record of usual size, and the same as text and as bytes for other loggers. */
final class AuditSamples {
  private static final AuditedTool TOOL =
      new AuditedTool(
          "1.0.3",
          Digest.ofBytes(new byte[] {1}),
          Digest.ofBytes(new byte[] {2}),
          Map.of(),
          ArgumentsMode.FULL);
  private static final CallContext CONTEXT =
      new CallContext(
          new Principal(new Subject("u1", "idp", Set.of(), Map.of()), "refund-agent", "i1"),
          "s1",
          "refund",
          "please refund me",
          Map.of(),
          Clock.systemUTC());
  private static final ToolCall CALL =
      ToolCall.builder("payments.refund")
          .id("c1")
          .version("1.0.3")
          .arguments(Map.of("account", "A-1", "amount", 42.5))
          .rationale("the customer asked for it")
          .build();
  private static final Permit PERMIT =
      new Permit("permission", new RuleRef("small-refund", "agent.manifest.json:12:5"), List.of());

  /** What {@link #record} says, for those who log text. */
  static final String LINE = record("call-0").toJson();

  private AuditSamples() {}

  static AuditRecord record(String callId) {
    return AuditRecord.builder(AuditKind.DECISION, 1_763_632_800_000L)
        .session(CONTEXT)
        .call(callId, CALL, TOOL)
        .decision(PERMIT)
        .build();
  }

  /** The bytes that a log stores for {@link #record}, line feed included. */
  static byte[] stored() {
    InMemoryAuditTrail log = AuditLog.inMemory();
    Acceptance unused = log.append(record("call-0"));
    return (log.lines().get(1) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
