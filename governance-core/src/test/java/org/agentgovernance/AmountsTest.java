package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Amounts of money in rules are exact, and what is no amount never passes. */
final class AmountsTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [{"name": "pay", "version": "1", "effect": "write", "inputSchema": {
         "type": "object", "properties": {"amount": {"type": ["number", "string"]},
           "fee": {"type": "number"}}}}],
       "permissions": [
         {"id": "large", "tools": ["pay"], "verdict": "forbid",
          "when": "decimal(args.amount) > decimal('5000')"},
         {"id": "small", "tools": ["pay"], "verdict": "permit", "when":
          "decimal(args.amount) > decimal('0') && decimal(args.amount) <= decimal('100.00')"},
         {"id": "sum", "tools": ["pay"], "verdict": "permit", "when":
          "has(args.fee) && decimal(args.amount) + decimal(args.fee) == decimal('1000.3')"}]}
      """;

  private static Decision decide(String arguments) {
    try (Governor governor =
            Governor.of(Manifest.parse(MANIFEST, "m.json")).audit(AuditLog.inMemory()).open();
        Session session = governor.session(Users.of("u")).open()) {
      return session.decide(ToolCall.builder("pay").argumentsJson(arguments).build());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "100.00", "\"100.00\"", "0.01", "1e2", "\"99.999999\"", "1E-7"})
  void permitsAmountsWithinTheLimit(String amount) {
    assertThat(decide("{\"amount\": " + amount + "}").verdict()).isEqualTo(Verdict.PERMIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100.01",
        "\"100.000000000000000000001\"",
        "\"1,000\"",
        "\"1.000,00\"",
        "-5",
        "\"-5\"",
        "0",
        "-0.0",
        "\"NaN\"",
        "\"Infinity\"",
        "\"\"",
        "\" 5\"",
        "\"5 \"",
        "\"5€\"",
        "\"0x10\"",
        "\"１００\"",
        "1e400",
        "\"1e400\"",
        "\"1e-400000000\"",
        "true",
        "null",
        "[5]"
      })
  void neverPermitsWhatIsOverTheLimitOrNoAmount(String amount) {
    assertThat(decide("{\"amount\": " + amount + "}").verdict()).isEqualTo(Verdict.DENY);
  }

  @ParameterizedTest
  @CsvSource({"1000.1, 0.2", "1000.2, 0.1", "999.9, 0.4"})
  void addsWithoutTheErrorOfBinaryFractions(String amount, String fee) {
    assertThat(decide("{\"amount\": " + amount + ", \"fee\": " + fee + "}").verdict())
        .isEqualTo(Verdict.PERMIT);
  }
}
