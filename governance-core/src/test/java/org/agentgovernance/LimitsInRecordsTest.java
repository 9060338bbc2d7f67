package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The records of calls that ran say how each limit stood, not only those of denied ones. */
class LimitsInRecordsTest {
  private static Map<String, Object> facts(Map<String, Object> record, String control) {
    for (Object each : (List<?>) record.get("controls")) {
      Map<String, Object> step = Json.object(each);
      if (control.equals(step.get("id"))) {
        return Json.object(step.get("facts"));
      }
    }
    throw new AssertionError("no " + control + " in " + record);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void thePermitsThatARateHasLeftStandInThePermittedCall(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      scene.call(session, "note.add", Map.of("n", 1));
      scene.call(session, "note.add", Map.of("n", 2));
      List<Map<String, Object>> intents = scene.records("intent");
      assertThat(facts(intents.get(0), "rate")).containsEntry("notes", "3 of 4 left per PT1S");
      assertThat(facts(intents.get(1), "rate")).containsEntry("notes", "2 of 4 left per PT1S");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theBreakersStateStandsBeforeAndAfterTheCall(Mode mode) {
    Tool fails =
        args -> {
          throw new IllegalStateException("down");
        };
    try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.tool("note.add", fails))) {
      Session session = scene.support();
      scene.call(session, "note.add", Map.of("n", 1));
      scene.call(session, "note.add", Map.of("n", 2));
      scene.clock.advance(Duration.ofSeconds(31));
      scene.call(session, "note.add", Map.of("n", 3));
      assertThat(scene.records("intent"))
          .extracting(record -> facts(record, "breaker").get("breaker"))
          .containsExactly(
              "closed, 0 of 0 failed", "closed, 1 of 1 failed", "half-open, one call under way");
      assertThat(scene.records("outcome"))
          .extracting(record -> facts(record, "breaker").get("breaker"))
          .containsExactly(
              "closed, 1 of 1 failed",
              "open, 2 of 2 failed, lets one call through in 30 s",
              "open, 1 of 1 failed, lets one call through in 30 s");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatABudgetHadBeforeAndHasAfterStandsInIntentAndOutcome(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      scene.call(session, "account.read", Map.of("account", "A-1"));
      scene.call(session, "account.read", Map.of("account", "A-2"));
      assertThat(facts(scene.records("intent").get(1), "budget").get("reads"))
          .isEqualTo("before 1, reserved 1, limit 3 calls");
      assertThat(facts(scene.records("outcome").get(1), "budget").get("reads"))
          .isEqualTo("before 1, booked 1, after 2, limit 3 calls");
    }
  }
}
