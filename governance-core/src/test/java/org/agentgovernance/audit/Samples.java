package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.RecordSchema;
import org.jspecify.annotations.Nullable;

/** Records as the enforcement point makes them, and looks at what was stored. */
final class Samples {
  static final long NOW = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();
  static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);
  static final AuditedTool TOOL =
      new AuditedTool(
          "1.0.3",
          Digest.ofBytes(new byte[] {1}),
          Digest.ofBytes(new byte[] {2}),
          Map.of("code", "1.4.0"),
          ArgumentsMode.FULL);
  static final CallContext CONTEXT =
      new CallContext(
          new Principal(
              new Subject("u1", "idp", java.util.Set.of(), Map.of()), "refund-agent", "i1"),
          "s1",
          "refund",
          "please refund me",
          Map.of(),
          CLOCK);
  static final Permit PERMIT =
      new Permit("permission", new RuleRef("small-refund", "agent.manifest.json:12:5"), List.of());
  static final Deny DENY =
      new Deny(
          ReasonCode.BUDGET_EXCEEDED,
          "budget",
          new RuleRef("daily-writes", "agent.manifest.json:41:7"),
          "5 of 5 calls used",
          "Try again tomorrow.");

  private Samples() {}

  static AuditOptions options() {
    return AuditOptions.defaults().withClock(CLOCK);
  }

  static ToolCall call(String account) {
    return ToolCall.builder("payments.refund")
        .id("c1")
        .version("1.0.3")
        .arguments(Map.of("account", account, "amount", 42.5))
        .confidence(0.9)
        .rationale("the customer asked for it")
        .build();
  }

  static AuditRecord.Builder of(
      AuditKind kind, long at, String callId, ToolCall call, AuditedTool tool) {
    return AuditRecord.builder(kind, at).session(CONTEXT).call(callId, call, tool);
  }

  static AuditRecord intent(String callId) {
    return of(AuditKind.INTENT, NOW, callId, call("A-1"), TOOL)
        .decision(PERMIT)
        .section(AuditSection.BUDGETS, Map.of("daily-writes", "4 of 5"))
        .build();
  }

  static AuditRecord intent(String callId, ArgumentsMode mode) {
    AuditedTool tool = new AuditedTool("1.0.3", null, null, Map.of(), mode);
    return of(AuditKind.INTENT, NOW, callId, call("A-1"), tool).decision(PERMIT).build();
  }

  static AuditRecord outcome(String callId) {
    ToolResult result = ToolResult.of("done").used("usd", "0.01");
    Outcome outcome = Outcome.succeeded(result.output(), result.usage(), 1_500_000);
    return of(AuditKind.OUTCOME, NOW + 12, callId, call("A-1"), TOOL)
        .outcome(outcome, null)
        .build();
  }

  static AuditRecord denied(String callId) {
    return denied(callId, call("A-2"));
  }

  static AuditRecord denied(String callId, ToolCall call) {
    return of(AuditKind.DECISION, NOW, callId, call, TOOL).decision(DENY).build();
  }

  static AuditRecord with(Arguments arguments, ArgumentsMode mode) {
    AuditedTool tool = AuditedTool.unknown(null, Map.of(), mode);
    return of(AuditKind.DECISION, NOW, "x", ToolCall.of("t", arguments), tool)
        .decision(DENY)
        .build();
  }

  /** A closed log of that many calls, each an intent and an outcome. */
  static void write(Path directory, int calls, AuditOptions options) {
    try (AuditLog log = AuditLog.open(directory, options)) {
      for (int i = 0; i < calls; i++) {
        log.appendAndWait(intent("call-" + i));
        log.appendAndWait(outcome("call-" + i));
      }
    }
  }

  static Path segment(Path directory, int number) {
    return directory.resolve(AuditDirectory.segment(number));
  }

  static List<String> lines(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path segment : AuditDirectory.segments(directory).values()) {
      lines.addAll(Files.readAllLines(segment, StandardCharsets.UTF_8));
    }
    return lines;
  }

  static List<Map<String, @Nullable Object>> records(Path directory) throws IOException {
    return lines(directory).stream().map(Json::parseObject).toList();
  }

  /** What is wrong with stored lines by the schema of records. */
  static List<String> schemaErrors(Path directory) throws IOException {
    return lines(directory).stream().flatMap(l -> RecordSchema.errors(l).stream()).toList();
  }

  static List<String> kinds(Path directory) throws IOException {
    return records(directory).stream().map(r -> String.valueOf(r.get("kind"))).toList();
  }
}
