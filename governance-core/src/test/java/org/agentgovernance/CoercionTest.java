package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an agent writes in the wrong type is turned into the right one, or refused. */
final class CoercionTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [{"name": "pay", "version": "1", "effect": "write", "coerce": true, "inputSchema":
         {"type": "object", "properties": {
           "count": {"type": "integer"}, "amount": {"type": "number"}, "urgent": {"type": "boolean"},
           "note": {"type": "string"}, "ids": {"type": "array", "items": {"type": "integer"}},
           "to": {"type": "object", "properties": {"iban": {"type": "string"}}},
           "any": {"type": ["integer", "string"]}}}}],
       "permissions": [{"id": "pay", "tools": ["pay"], "verdict": "permit"}]}
      """;

  private static CallResult call(String manifest, String json) {
    try (Governor governor =
            Governor.of(Manifest.parse(manifest, "m.json"))
                .tool("pay", args -> args.json())
                .audit(AuditLog.inMemory())
                .open();
        Session session = governor.session(Users.of("u")).open()) {
      ToolCall call = ToolCall.builder("pay").argumentsJson(json).build();
      assertThat(session.decide(call).verdict().word().equals("permit"))
          .as("decide and call agree")
          .isEqualTo(session.explain(call).decision().verdict().word().equals("permit"));
      return session.call(call);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"count\":\"5\"} | {\"count\":5}",
        "{\"amount\":\"5.50\"} | {\"amount\":5.5}",
        "{\"amount\":\"-2e2\"} | {\"amount\":-200}",
        "{\"urgent\":\"true\"} | {\"urgent\":true}",
        "{\"note\":7} | {\"note\":\"7\"}",
        "{\"ids\":\"[1,2]\"} | {\"ids\":[1,2]}",
        "{\"ids\":[\"1\",2]} | {\"ids\":[1,2]}",
        "{\"to\":{\"iban\":12}} | {\"to\":{\"iban\":\"12\"}}",
        "{\"any\":\"5\"} | {\"any\":\"5\"}",
        "{\"count\":5} | {\"count\":5}",
      })
  void turnsWhatCanMeanOnlyOneThing(String written, String run) {
    assertThat(call(MANIFEST, written).forModel()).isEqualTo(run);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"count\":\"5.5\"}",
        "{\"count\":\" 5\"}",
        "{\"count\":\"0x10\"}",
        "{\"count\":\"05\"}",
        "{\"count\":\"five\"}",
        "{\"amount\":\"1,000\"}",
        "{\"amount\":\"NaN\"}",
        "{\"amount\":\"1e400\"}",
        "{\"amount\":\"0.1000000000000000055\"}",
        "{\"urgent\":\"yes\"}",
        "{\"urgent\":\"TRUE\"}",
        "{\"urgent\":1}",
        "{\"ids\":\"[1,\"}",
        "{\"ids\":\"1,2\"}",
        "{\"to\":\"[1]\"}",
      })
  void leavesTheRestToBeRefused(String written) {
    assertThat(call(MANIFEST, written).code()).isEqualTo(ReasonCode.SCHEMA_INVALID);
  }

  @Test
  void isOffUnlessDeclared() {
    String strict = MANIFEST.replace(" \"coerce\": true,", "");
    assertThat(call(strict, "{\"count\":\"5\"}").code()).isEqualTo(ReasonCode.SCHEMA_INVALID);
  }

  @Test
  void rulesAndApprovalsSeeWhatWillRun() {
    String asks =
        MANIFEST.replace(
            "\"verdict\": \"permit\"}",
            "\"when\": \"args.count <= 5\", \"verdict\": \"permit\"},"
                + " {\"id\": \"many\", \"tools\": [\"pay\"], \"when\": \"args.count > 5\","
                + " \"verdict\": \"approve\"}");
    assertThat(call(asks, "{\"count\":\"5\"}").succeeded()).isTrue();
    CallResult pending = call(asks, "{\"count\":\"6\"}");
    assertThat(pending.pending().orElseThrow().request().arguments()).isEqualTo("{\"count\":6}");
  }

  @Test
  void namesTheFirstThreeProblemsForTheModel() {
    CallResult result =
        call(MANIFEST, "{\"count\":\"x\",\"amount\":\"y\",\"urgent\":3,\"ids\":4,\"colour\":1}");
    assertThat(result.forModel()).contains("; and more").contains("Correct them");
    assertThat(result.forModel()).contains("/colour: ", "/count: ", "/amount: ");
    assertThat(result.forModel()).doesNotContain("/urgent");
    assertThat(result.forModel()).doesNotContain("\"x\"");
  }

  @Test
  void aRepairedCallPasses() {
    CallResult wrong = call(MANIFEST, "{\"colour\": \"red\", \"count\": 1}");
    assertThat(wrong.forModel()).contains("/colour");
    assertThat(call(MANIFEST, "{\"count\": 1}").succeeded()).isTrue();
  }
}
