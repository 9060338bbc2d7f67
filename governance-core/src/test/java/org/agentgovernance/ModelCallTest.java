package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;

/** Model calls share budgets and log with the calls of tools. */
class ModelCallTest {
  private static final String BUDGETS =
      """
      "budgets": [
          {"id": "cost", "per": ["session"], "unit": "usd", "limit": "1.00"},
          {"id": "steps", "per": ["session"], "unit": "steps", "limit": "4"},
          {"id": "large", "per": ["user"], "match": {"model": ["large-*"]},
           "unit": "tokens", "limit": "1000", "window": "day", "zone": "Europe/Berlin"},
          {"id": "calls", "per": ["session"], "unit": "calls", "limit": "1"}
      ],
      "attribution": {"team": "ops", "project": "p1"},
      """;

  @Test
  void booksWhatTheModelUsedInTheBudgetsOfTools() {
    try (Scene scene = scene("")) {
      Session session = scene.support();
      try (ModelCall call = session.modelCall("large-1").estimate("usd", usd("0.40")).begin()) {
        assertThat(call.permitted()).isTrue();
        assertThat(Scene.left(session, "account.read", "cost")).isEqualTo("0.60 of 1.00 usd left");
        call.succeeded(ModelUsage.tokens(300, 100).amount("usd", usd("0.55")));
      }
      assertThat(Scene.left(session, "account.read", "cost")).isEqualTo("0.45 of 1.00 usd left");
      assertThat(Scene.left(session, "account.read", "steps")).isEqualTo("3 of 4 steps left");
      assertThat(Scene.left(session, "account.read", "calls")).isEqualTo("1 of 1 left");
    }
  }

  @Test
  void deniesACallThatTheBudgetDoesNotLeaveAndOnlyOfModelsThatItMatches() {
    try (Scene scene = scene("")) {
      Session session = scene.support();
      ModelCall large = session.modelCall("large-1").estimateTokens(800, 201).begin();
      assertThat(large.permitted()).isFalse();
      assertThat(((Deny) large.decision()).code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      large.close();
      assertThat(Scene.left(session, "account.read", "steps")).isEqualTo("4 of 4 steps left");
      try (ModelCall small = session.modelCall("small-1").estimateTokens(800, 201).begin()) {
        assertThat(small.permitted()).isTrue();
      }
      List<Map<String, Object>> records = scene.records("model");
      assertThat(records.get(0)).containsEntry("verdict", "deny");
      assertThat(records).hasSize(3);
    }
  }

  @Test
  void aHaltStopsModelCallsTooAndAReducedModeLetsThemThink() {
    try (Scene scene = scene("")) {
      Session session = scene.support();
      Subject ops = Subject.of("ops");
      String halt =
          scene.governor.control().halt(Target.session(session.id()), "why", ops).order().id();
      try (ModelCall call = session.modelCall("large-1").estimate("usd", usd("0.40")).begin()) {
        assertThat(call.permitted()).isFalse();
        assertThat(((Deny) call.decision()).code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      }
      scene.governor.control().lift(halt, "done", ops);
      scene.governor.control().reduce(Target.all(), "why", ops);
      try (ModelCall call = session.modelCall("large-1").estimate("usd", usd("0.40")).begin()) {
        assertThat(call.permitted()).isTrue();
      }
    }
  }

  @Test
  void countsModelCallsAndToolCallsAsSteps() {
    try (Scene scene = scene("")) {
      Session session = scene.support();
      for (int i = 0; i < 3; i++) {
        session.modelCall("m").begin().succeeded(ModelUsage.unknown());
      }
      assertThat(scene.call(session, "account.read", Map.of("account", "A-1")).succeeded())
          .isTrue();
      ModelCall fifth = session.modelCall("m").begin();
      assertThat(fifth.permitted()).isFalse();
      assertThat(fifth.decision().message()).startsWith("call needs 1 step, 0 left of 4;");
    }
  }

  @Test
  void givesBackWhatWasNotUsedAndBooksTheEstimateOfWhatNobodyEnded() {
    try (Scene scene = scene("")) {
      Session session = scene.support();
      ModelCall notMade = session.modelCall("m").estimate("usd", usd("0.30")).begin();
      notMade.notMade();
      notMade.succeeded(ModelUsage.unknown().amount("usd", usd("0.90")));
      assertThat(Scene.left(session, "account.read", "cost")).isEqualTo("1.00 of 1.00 usd left");
      session.modelCall("m").estimate("usd", usd("0.30")).begin().close();
      assertThat(Scene.left(session, "account.read", "cost")).isEqualTo("0.70 of 1.00 usd left");
    }
  }

  @Test
  void recordsUsageTagsAndDigestsButNoTexts() {
    try (Scene scene = scene("")) {
      Session session =
          scene.governor.session(Users.of("u1")).task("support").tag("project", "p2").open();
      ModelCall call =
          session.modelCall("large-1").estimate("usd", usd("0.4")).prompt("my secret").begin();
      call.succeeded(ModelUsage.tokens(3, 4).amount("usd", usd("0.55")).response("their secret"));
      assertThat(scene.trail.lines()).noneMatch(line -> line.contains("secret"));
      List<Map<String, Object>> records = scene.records("model");
      assertThat(records).hasSize(2);
      assertThat(records.get(0))
          .containsEntry("tags", Map.of("project", "p2", "team", "ops"))
          .containsEntry("verdict", "permit")
          .containsEntry("call", call.id());
      assertThat(map(records.get(1), "model"))
          .containsEntry("name", "large-1")
          .containsEntry("outcome", "succeeded")
          .containsEntry(
              "usage", Map.of("tokens", "7", "tokens.in", "3", "tokens.out", "4", "usd", "0.55"));
      assertThat(map(map(records.get(1), "model"), "response")).containsEntry("chars", 12L);
      Map<?, ?> budget = (Map<?, ?>) ((List<?>) records.get(1).get("controls")).get(0);
      assertThat(((Map<?, ?>) budget.get("facts")).get("cost"))
          .isEqualTo("before 0.00, booked 0.55, after 0.55, limit 1.00 usd");
    }
  }

  @Test
  void recordsTextsInFullWhereTheManifestSaysSo() {
    try (Scene scene = scene("\"models\": \"full\", ")) {
      ModelCall call = scene.support().modelCall("m").prompt("the question").begin();
      call.succeeded(ModelUsage.unknown().response("the answer"));
      assertThat(map(map(scene.records("model").get(0), "model"), "prompt"))
          .containsEntry("value", "the question");
      assertThat(map(map(scene.records("model").get(1), "model"), "response"))
          .containsEntry("value", "the answer");
    }
  }

  @Test
  void takesDeclaredSecretsOutOfTheTextsThatItRecords() {
    try (Scene scene = scene("\"models\": \"full\", \"redact\": [\"sk-[a-z]+\"], ")) {
      ModelCall call = scene.support().modelCall("m").prompt("my key is sk-abc").begin();
      call.succeeded(ModelUsage.unknown().response("thanks for sk-abc"));
      assertThat(map(map(scene.records("model").get(0), "model"), "prompt"))
          .containsEntry("value", "my key is [redacted]");
      assertThat(map(map(scene.records("model").get(1), "model"), "response"))
          .containsEntry("value", "thanks for [redacted]");
    }
  }

  @Test
  void deniesAfterTheSessionIsClosed() {
    try (Scene scene = scene("")) {
      Session session = scene.support();
      session.close();
      ModelCall call = session.modelCall("m").begin();
      assertThat(((Deny) call.decision()).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
    }
  }

  @Test
  void saysInTheRecordsOfACallWhatEachBudgetHadBeforeAndAfter() {
    try (Scene scene = scene("")) {
      Session session = scene.support();
      scene.call(session, "account.read", Map.of("account", "A-1"));
      assertThat(facts(scene.records("intent").get(0)))
          .containsEntry("steps", "before 0, reserved 1, limit 4 steps");
      assertThat(facts(scene.records("outcome").get(0)))
          .containsEntry("steps", "before 0, booked 1, after 1, limit 4 steps")
          .containsEntry("booked steps", "1");
    }
  }

  private static Map<?, ?> raw(Map<String, Object> record) {
    return ((List<?>) record.get("controls"))
        .stream()
            .map(control -> (Map<?, ?>) control)
            .filter(control -> "budget".equals(control.get("id")))
            .findFirst()
            .orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, String> facts(Map<String, Object> record) {
    return (Map<String, String>) raw(record).get("facts");
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> of, String key) {
    return (Map<String, Object>) of.get(key);
  }

  private static BigDecimal usd(String text) {
    return new BigDecimal(text);
  }

  private static Scene scene(String audit) {
    String text = Manifests.BANK;
    int from = text.indexOf("\"budgets\"");
    int to = text.indexOf("\"rates\"");
    String manifest =
        text.substring(0, from)
            + BUDGETS
            + text.substring(to).replace("\"audit\": {", "\"audit\": {" + audit);
    return new Scene(
        Scene.Mode.SYNC,
        Manifest.parse(manifest, "m.json"),
        builder -> builder.budgets(new InMemoryBudgetStore()));
  }
}
