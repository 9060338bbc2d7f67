package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is permitted, denied and recorded, synchronously and asynchronously. */
class GovernorTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");

  @ParameterizedTest
  @EnumSource(Mode.class)
  void runsAPermittedCallWithItsArgumentsAndRecordsIntentAndOutcome(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      CallResult result = scene.call(scene.support(), "account.read", A1);

      assertThat(result.verdict()).isEqualTo(Verdict.PERMIT);
      assertThat(result.executed()).isTrue();
      assertThat(result.output()).isEqualTo("balance of A-1");
      assertThat(result.forModel()).isEqualTo("balance of A-1");
      assertThat(result.rule().orElseThrow().id()).isEqualTo("look");
      assertThat(scene.records("intent")).hasSize(1);
      assertThat(scene.records("outcome")).hasSize(1);
      assertThat(scene.records("intent").get(0)).containsEntry("rule", "look");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAnEmptyAndAHallucinatedToolName(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      for (String name : List.of("", "account.reed", "\u202Eevil", "x".repeat(100_000))) {
        CallResult result = scene.call(session, name, Map.of());
        assertThat(result.code()).isEqualTo(ReasonCode.ALLOWLIST_UNKNOWN_TOOL);
        assertThat(result.executed()).isFalse();
        assertThat(result.forOperator()).hasSizeLessThan(300);
      }
      ToolCall nameless = ToolCall.builder(null).build();
      assertThat(scene.call(session, nameless).code()).isEqualTo(ReasonCode.ALLOWLIST_UNKNOWN_TOOL);
      assertThat(scene.records("decision")).hasSize(5);
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void suggestsTheNearestToolToTheOperatorAndNothingToTheModel(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      CallResult result = scene.call(scene.support(), "account.reed", A1);
      assertThat(result.forOperator()).contains("did you mean \"account.read\"?");
      assertThat(result.forModel()).doesNotContain("account.read").startsWith("Not executed: ");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAToolOutsideTheTask(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.governor.session(Users.of("u1")).task("look").open();
      assertThat(scene.call(session, "refund", Map.of("account", "A", "amount", 1)).code())
          .isEqualTo(ReasonCode.ALLOWLIST_NOT_IN_TASK);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesASessionOfAnUnknownTaskOrAgent(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session task = scene.governor.session(Users.of("u1")).task("nonsense").open();
      Session agent = scene.governor.session(Users.of("u1")).agent("other").open();
      assertThat(scene.call(task, "account.read", A1).code())
          .isEqualTo(ReasonCode.ALLOWLIST_UNKNOWN_TASK);
      assertThat(scene.call(agent, "account.read", A1).code())
          .isEqualTo(ReasonCode.IDENTITY_UNKNOWN_AGENT);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void withoutATaskOnlyRulesThatNameNoneCount(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.governor.session(Users.of("u1")).open();
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
      assertThat(scene.call(session, "note.add", Map.of()).code())
          .isEqualTo(ReasonCode.PERMISSION_NO_RULE);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aTaskPermitsItsToolsWhereNoRuleDecidesAboutThem(Mode mode) {
    String forbids =
        """
        [{"id": "never", "tools": ["note.add"], "when": "'suspended' in user.roles",
          "verdict": "forbid"},
         {"id": "small", "tools": ["refund"], "when": "args.amount <= 100.0", "verdict": "permit"}]
        """;
    try (Scene scene = new Scene(mode, Manifests.bankWith("permissions", forbids), b -> b)) {
      Session session = scene.support();
      CallResult read = scene.call(session, "account.read", A1);
      assertThat(read.succeeded()).isTrue();
      assertThat(read.rule().orElseThrow().id()).isEqualTo("task:support");
      assertThat(scene.call(session, "note.add", Map.of()).succeeded()).isTrue();
      assertThat(scene.call(session, "refund", Map.of("account", "A", "amount", 200)).code())
          .isEqualTo(ReasonCode.PERMISSION_NO_RULE);
      assertThat(scene.call(session, "wipe", Map.of()).code())
          .isEqualTo(ReasonCode.PERMISSION_RESTRICTED);

      Session without = scene.governor.session(Users.of("u1")).open();
      assertThat(scene.call(without, "account.read", A1).code())
          .isEqualTo(ReasonCode.PERMISSION_NO_RULE);
      Subject suspended = Subject.of("u9").withRoles(List.of("suspended"));
      Session bad = scene.governor.session(Users.of(suspended)).task("support").open();
      assertThat(scene.call(bad, "note.add", Map.of()).code())
          .isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAnotherVersionThanTheManifests(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      ToolCall call = ToolCall.builder("account.read").arguments(A1).version("2.1.1").build();
      assertThat(scene.call(scene.support(), call).code()).isEqualTo(ReasonCode.CATALOG_VERSION);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesBadArgumentsWithATextThatTheModelCanRepairItsCallBy(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      CallResult result = scene.call(scene.support(), "account.read", Map.of("account", 7));
      assertThat(result.code()).isEqualTo(ReasonCode.SCHEMA_INVALID);
      assertThat(result.forModel()).contains("/account", "string").doesNotContain("7");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAndRecordsMalformedArguments(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      String deep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
      List<String> bad =
          List.of(
              "{\"account\":\"A\",\"account\":\"B\"}",
              "{\"account\":NaN}",
              "{\"account\":1e400}",
              "[]",
              "\"text\"",
              "{\"account\":\"A\"} {}",
              "{\"account\":\"\\ud800\"}",
              "{\"account\":12345678901234567890}",
              deep,
              "{\"account\":\"" + "x".repeat(10 << 20) + "\"}");
      for (String json : bad) {
        CallResult result =
            scene.call(session, ToolCall.builder("account.read").argumentsJson(json).build());
        assertThat(result.code()).isEqualTo(ReasonCode.SCHEMA_MALFORMED);
        assertThat(result.executed()).isFalse();
      }
      byte[] notUtf8 = "{\"account\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
      CallResult bytes =
          scene.call(session, ToolCall.builder("account.read").argumentsJson(notUtf8).build());
      assertThat(bytes.code()).isEqualTo(ReasonCode.SCHEMA_MALFORMED);
      assertThat(scene.records("decision")).hasSize(bad.size() + 1);
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void treatsMissingArgumentsAsNone(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      ToolCall none = ToolCall.builder("note.add").argumentsJson((String) null).build();
      ToolCall empty = ToolCall.builder("note.add").argumentsJson("").build();
      assertThat(scene.call(session, none).succeeded()).isTrue();
      assertThat(scene.call(session, empty).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAToolWhoseSchemaNobodyKnows(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      assertThat(scene.call(scene.support(), "unchecked", Map.of()).code())
          .isEqualTo(ReasonCode.SCHEMA_MISSING);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesWhenNoRuleMatches(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      CallResult result =
          scene.call(scene.support(), "refund", Map.of("account", "A", "amount", 5000.01));
      assertThat(result.code()).isEqualTo(ReasonCode.PERMISSION_NO_RULE);
      assertThat(result.forOperator()).contains("small", "large");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void forbidBeatsEverything(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Subject suspended = Subject.of("u9").withRoles(List.of("suspended"));
      Session session = scene.governor.session(Users.of(suspended)).task("support").open();
      CallResult result = scene.call(session, "refund", Map.of("account", "A", "amount", 5));
      assertThat(result.code()).isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
      assertThat(result.rule().orElseThrow().place()).startsWith("bank.json:");
    }
  }

  @Test
  void explainShowsTheDecidingValueUnlessItIsSensitive() {
    Map<String, Object> tooMuch = Map.of("account", "A", "amount", 5250);
    try (Scene open = new Scene(Mode.SYNC);
        Scene hidden =
            new Scene(
                Mode.SYNC,
                Manifests.bankWith("attributes", "{\"sensitive\":[\"args.amount\"]}"),
                b -> b)) {
      assertThat(open.support().explain("refund", tooMuch).toString())
          .contains("args.amount (5250.0) <= 100.0 is false");
      assertThat(hidden.support().explain("refund", tooMuch).toString())
          .contains("args.amount")
          .doesNotContain("5250");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesARestrictedToolThatARuleOnlyPermits(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      assertThat(scene.call(scene.support(), "wipe", Map.of()).code())
          .isEqualTo(ReasonCode.PERMISSION_RESTRICTED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void stopsAtTheBudgetAndNamesLimitAndActual(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      for (String account : List.of("A", "B", "C")) {
        assertThat(scene.call(session, "account.read", Map.of("account", account)).succeeded())
            .isTrue();
      }
      CallResult fourth = scene.call(session, "account.read", Map.of("account", "D"));
      assertThat(fourth.code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(fourth.forOperator()).contains("0 left of 3", "reads");
      assertThat(scene.ran).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void stopsASessionThatRepeatsItself(Mode mode) {
    try (Scene scene = new Scene(mode, Manifests.bankWith("budgets", "[]"), builder -> builder)) {
      Session session = scene.support();
      for (int i = 0; i < 3; i++) {
        assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
      }
      assertThat(scene.call(session, "account.read", A1).code())
          .isEqualTo(ReasonCode.LOOP_IDENTICAL);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void keepsToTheRate(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      for (int i = 0; i < 4; i++) {
        assertThat(scene.call(session, "note.add", Map.of("n", i)).succeeded()).isTrue();
      }
      assertThat(scene.call(session, "note.add", Map.of("n", 5)).code())
          .isEqualTo(ReasonCode.RATE_EXCEEDED);
      scene.clock.advance(Duration.ofSeconds(1));
      assertThat(scene.call(session, "note.add", Map.of("n", 6)).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesEverythingOnceTheSessionIsClosed(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      session.close();
      assertThat(scene.call(session, "account.read", A1).code())
          .isEqualTo(ReasonCode.SESSION_CLOSED);
      assertThat(scene.records("decision")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesEverythingOnceTheGovernorIsClosed(Mode mode) {
    Scene scene = new Scene(mode);
    Session session = scene.support();
    scene.close();
    assertThat(scene.call(session, "account.read", A1).executed()).isFalse();
    assertThat(scene.ran).isEmpty();
  }
}
