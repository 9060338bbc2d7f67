package org.agentgovernance.testkit;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.audit.AuditedTool;
import org.agentgovernance.audit.Redaction;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;

/** Records as a governor makes them. */
final class SinkRecords {
  static final String SECRET = "sk-0123456789abcdef";
  static final String ARGUMENT = "account-4711";

  private static final long NOW = 1_763_632_800_000L;

  private SinkRecords() {}

  static AuditRecord denied(String callId) {
    return denied(callId, "pay");
  }

  static AuditRecord denied(String callId, String tool) {
    return record(
        callId, tool(ArgumentsMode.DIGEST, Redaction.none()), "s-1", call(tool, ARGUMENT));
  }

  static AuditRecord large(String callId, int characters) {
    AuditedTool tool = tool(ArgumentsMode.FULL, Redaction.none());
    return record(callId, tool, "s-1", call("pay", "\u00e9\"\\x".repeat(characters / 4)));
  }

  /** A secret wherever a record has text, and an argument that only one mode may show. */
  static AuditRecord secret(String callId, ArgumentsMode mode) {
    AuditedTool tool = tool(mode, Redaction.of(List.of("sk-[0-9a-f]{16}")));
    ToolCall call =
        ToolCall.builder("pay " + SECRET)
            .id("p " + SECRET)
            .version(SECRET)
            .arguments(Map.of("to", ARGUMENT, "token", SECRET, SECRET, 1))
            .rationale("because of " + SECRET)
            .alternatives(List.of("ask for " + SECRET))
            .build();
    return record(callId, tool, "s " + SECRET, call);
  }

  static AuditRecord ofNoCall() {
    return AuditRecord.builder(AuditKind.EVENT, NOW)
        .section(AuditSection.EVENT, Map.of("kind", "catalog.refused"))
        .build();
  }

  private static ToolCall call(String tool, String to) {
    return ToolCall.builder(tool).arguments(Map.of("to", to)).build();
  }

  private static AuditedTool tool(ArgumentsMode mode, Redaction redaction) {
    return new AuditedTool("1", null, null, Map.of(), mode).withRedaction(redaction);
  }

  private static AuditRecord record(
      String callId, AuditedTool tool, String session, ToolCall call) {
    Principal who = new Principal(Subject.of("u-1"), "agent-1", "i-1");
    return AuditRecord.builder(AuditKind.DECISION, NOW)
        .session(new CallContext(who, session, "t", null, Map.of(), Clock.systemUTC()))
        .call(callId, call, tool)
        .decision(
            new Deny(
                ReasonCode.BUDGET_EXCEEDED,
                "budget",
                "5 of 5 calls used, as " + session + " knows",
                "Try again tomorrow."))
        .build();
  }
}
