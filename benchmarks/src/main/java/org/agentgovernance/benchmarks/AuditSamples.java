package org.agentgovernance.benchmarks;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditedTool;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Digest;

/** A record of usual size, and the same facts as a line of JSON for other loggers. */
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

  /** As long as the stored line of {@link #record}. */
  static final String LINE =
      "{\"call\":\"call-0\",\"session\":\"s1\",\"agent\":\"refund-agent\",\"user\":\"u1\","
          + "\"task\":\"refund\",\"tool\":\"payments.refund\",\"version\":\"1.0.3\","
          + "\"descriptor\":\"sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a\","
          + "\"manifest\":\"sha256:dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986\","
          + "\"arguments\":{\"account\":\"A-1\",\"amount\":42.5},\"verdict\":\"permit\","
          + "\"rule\":\"small-refund\",\"place\":\"agent.manifest.json:12:5\",\"rationale\":\"the"
          + " customer asked for it\"}";

  private AuditSamples() {}

  static AuditRecord record(String callId) {
    return AuditRecord.builder(AuditKind.DECISION, 1_763_632_800_000L)
        .session(CONTEXT)
        .call(callId, CALL, TOOL)
        .decision(PERMIT)
        .build();
  }
}
