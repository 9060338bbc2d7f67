package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;

/** What asks a person beside the rules: low confidence, and a chain in which something is final. */
final class ConfirmationTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a", "delegates": [{"id": "b", "tools": ["*"]}]},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "look", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "note", "version": "1", "effect": "write", "inputSchema": true},
         {"name": "guess", "version": "1", "effect": "write", "inputSchema": true,
          "minConfidence": 0.8},
         {"name": "wire", "version": "1", "effect": "irreversible", "inputSchema": true}],
       "tasks": [
         {"id": "chained", "tools": ["*"], "confirmAfterIrreversible": true},
         {"id": "free", "tools": ["*"]}],
       "permissions": [
         {"id": "reads", "effect": ["read"], "verdict": "permit"},
         {"id": "sure", "tools": ["note"], "tasks": ["free"],
          "when": "!has(call.confidence) || call.confidence > 0.5", "verdict": "permit"}]}
      """;

  private final Governor governor =
      Governor.of(Manifest.parse(MANIFEST, "m.json"))
          .tool("look", args -> "seen")
          .tool("note", args -> "noted")
          .tool("guess", args -> "guessed")
          .tool("wire", args -> "wired")
          .audit(AuditLog.inMemory())
          .open();

  private Session session(String task) {
    return governor.session(Users.of("u")).task(task).open();
  }

  private static ToolCall sure(String tool, Double confidence) {
    return ToolCall.builder(tool).confidence(confidence).build();
  }

  @Test
  void asksAPersonWhenTheAgentIsNotSureOrDoesNotSay() {
    Session session = session("free");
    assertThat(session.decide(sure("guess", 0.8)).verdict().word()).isEqualTo("permit");
    assertThat(session.decide(sure("guess", 0.79)).code()).isEqualTo(ReasonCode.CONFIDENCE_LOW);
    assertThat(session.decide(sure("guess", null)).code()).isEqualTo(ReasonCode.CONFIDENCE_LOW);
    assertThat(session.call(sure("guess", 0.1)).pending()).isPresent();
    governor.close();
  }

  @Test
  void aRuleCanReadToolEffectAndConfidence() {
    Session session = session("free");
    assertThat(session.decide(sure("note", 0.4)).code()).isEqualTo(ReasonCode.PERMISSION_NO_RULE);
    assertThat(session.decide(sure("note", 0.6)).verdict().word()).isEqualTo("permit");
    assertThat(session.decide(sure("note", null)).verdict().word()).isEqualTo("permit");
    governor.close();
  }

  @Test
  void aRuleCanSpeakOfEffectsInsteadOfTools() {
    try (Session session = governor.session(Users.of("u")).open()) {
      assertThat(session.decide("look", Map.of()).verdict().word()).isEqualTo("permit");
      assertThat(session.decide("guess", Map.of()).verdict().word()).isEqualTo("deny");
    }
    governor.close();
  }

  private void confirm(CallResult result) throws Exception {
    ApprovalRequest request = result.pending().orElseThrow().request();
    governor.approvals().approve(request.id(), Subject.of("boss"), "seen");
    result.pending().orElseThrow().completion().toCompletableFuture().get();
  }

  @Test
  void whatFollowsSomethingIrreversibleIsConfirmedAndReadsGoOn() throws Exception {
    Session session = session("chained");
    assertThat(session.call("note", Map.of()).succeeded()).isTrue();
    confirm(session.call("wire", Map.of()));
    CallResult after = session.call("note", Map.of());
    assertThat(after.code()).isEqualTo(ReasonCode.CHAIN_CONFIRM);
    assertThat(after.pending()).isPresent();
    assertThat(session.call("look", Map.of()).succeeded()).isTrue();
    assertThat(session("chained").call("note", Map.of()).succeeded()).as("another chain").isTrue();
    governor.close();
  }

  @Test
  void whatASubAgentDidBelongsToTheChainOfItsParent() throws Exception {
    Session parent = session("chained");
    Session child = parent.delegate("b").open();
    confirm(child.call("wire", Map.of()));
    assertThat(parent.call("note", Map.of()).code()).isEqualTo(ReasonCode.CHAIN_CONFIRM);
    Session sibling = parent.delegate("b").open();
    assertThat(sibling.call("note", Map.of()).code()).isEqualTo(ReasonCode.CHAIN_CONFIRM);
    governor.close();
  }

  @Test
  void aRejectedIrreversibleCallLeavesTheChainAsItWas() {
    Session session = session("chained");
    CallResult asked = session.call("wire", Map.of());
    governor
        .approvals()
        .reject(asked.pending().orElseThrow().request().id(), Subject.of("boss"), "seen");
    assertThat(session.call("note", Map.of()).succeeded()).isTrue();
    governor.close();
  }

  @Test
  void aTaskThatDoesNotAskForItIsLeftAlone() throws Exception {
    Session session = session("free");
    confirm(session.call("wire", Map.of()));
    assertThat(session.call("note", Map.of()).succeeded()).isTrue();
    governor.close();
  }
}
