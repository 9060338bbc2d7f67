package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Circles of whole calls, through the governor. */
class LoopFlowTest {
  private static final Map<String, Object> A = Map.of("account", "A-1");
  private static final Map<String, Object> B = Map.of("text", "B");

  private final BlockingQueue<GovernanceEvent> events = new LinkedBlockingQueue<>();

  private Scene scene(Scene.Mode mode, String loops) {
    Manifest manifest = Manifests.bankWith("loops", loops);
    return new Scene(mode, manifest, builder -> builder.events(events::add));
  }

  private static CallResult goRound(Scene scene, Session session) {
    scene.call(session, "account.read", A);
    scene.call(session, "note.add", B);
    scene.call(session, "account.read", A);
    scene.call(session, "note.add", B);
    return scene.call(session, "account.read", A);
  }

  @ParameterizedTest
  @EnumSource
  void stopsTheSessionAtTheDeclaredPoint(Scene.Mode mode) throws Exception {
    try (Scene scene = scene(mode, "{\"cycles\": 2, \"onLoop\": \"stop\"}")) {
      Session session = scene.support();
      CallResult found = goRound(scene, session);
      assertThat(found.code()).isEqualTo(ReasonCode.LOOP_CYCLE);
      assertThat(found.forModel())
          .isEqualTo(
              "Not executed: You have made the same 2 calls (account.read, note.add) 2 times. Do"
                  + " something else, or finish with what you have.");
      CallResult after = scene.call(session, "note.add", Map.of("text", "another"));
      assertThat(after.code()).isEqualTo(ReasonCode.LOOP_STOPPED);
      assertThat(scene.ran).containsExactly("account.read", "note.add", "account.read", "note.add");
      assertThat(scene.call(scene.support(), "note.add", B).executed()).isTrue();
      GovernanceEvent event = events.poll(10, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      assertThat(event.kind()).isEqualTo("loop.detected");
      assertThat(event.details())
          .containsEntry("stopped", "true")
          .containsEntry("tools", "account.read, note.add");
      assertThat(scene.records("decision").get(0)).containsEntry("code", "loop.cycle");
    }
  }

  @Test
  void denyLeavesTheSessionItsOtherCalls() {
    try (Scene scene = scene(Scene.Mode.SYNC, "{\"cycles\": 2}")) {
      Session session = scene.support();
      assertThat(goRound(scene, session).code()).isEqualTo(ReasonCode.LOOP_CYCLE);
      assertThat(scene.call(session, "note.add", Map.of("text", "another")).executed()).isTrue();
    }
  }

  @Test
  void askingStopsNothing() {
    try (Scene scene = scene(Scene.Mode.SYNC, "{\"cycles\": 2, \"onLoop\": \"stop\"}")) {
      Session session = scene.support();
      for (int i = 0; i < 2; i++) {
        scene.call(session, "account.read", A);
        scene.call(session, "note.add", B);
      }
      assertThat(session.decide("account.read", A).code()).isEqualTo(ReasonCode.LOOP_CYCLE);
      assertThat(session.explain("account.read", A).toString()).contains("loop.cycle");
      assertThat(session.decide("note.add", B)).isInstanceOf(Permit.class);
    }
  }

  @Test
  void aSubAgentThatGoesOnWithItsParentsCircleStopsItselfAlone() {
    String delegates = "\"delegates\": [{\"id\": \"helper\", \"tools\": [\"*\"]}]";
    Manifest manifest =
        Manifest.parse(
            Manifests.BANK
                .replace("\"id\": \"bank-agent\"", "\"id\": \"bank-agent\", " + delegates)
                .replace(
                    "\"identicalCalls\": 3, \"maxSteps\": 50",
                    "\"cycles\": 2, \"onLoop\": \"stop\""),
            "m.json");
    try (Scene scene = new Scene(Scene.Mode.SYNC, manifest, builder -> builder)) {
      Session parent = scene.support();
      for (int i = 0; i < 2; i++) {
        scene.call(parent, "account.read", A);
        scene.call(parent, "note.add", B);
      }
      Session child = parent.delegate("helper").open();
      CallResult denied = scene.call(child, "account.read", A);
      assertThat(denied.code()).isEqualTo(ReasonCode.LOOP_CYCLE);
      assertThat(denied.forOperator()).contains("which this one was delegated from");
      assertThat(scene.call(child, "note.add", Map.of("text", "c")).code())
          .isEqualTo(ReasonCode.LOOP_STOPPED);
      assertThat(
              child.explain("note.add", B).steps().stream()
                  .filter(step -> step.interceptor().equals("loop"))
                  .findFirst()
                  .orElseThrow()
                  .counters())
          .containsEntry("stopped by", "loop.cycle");
      assertThat(scene.call(parent, "note.add", Map.of("text", "d")).executed()).isTrue();
    }
  }

  private static final String STEPS =
      """
      "tools": [{"name": "look", "version": "1", "effect": "read", "inputSchema": true}],
      "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}],
      "tasks": [{"id": "short", "tools": ["*"], "maxSteps": 6}],
      "loops": {"maxSteps": 4}%s
      """;

  private static Desk steps(String more) {
    return new Desk(STEPS.formatted(more), Map.of("look", args -> "seen"), b -> b);
  }

  private static int ran(Session session, int calls) {
    int ran = 0;
    for (int i = 0; i < calls; i++) {
      ran += session.call("look", Map.of("i", i)).executed() ? 1 : 0;
    }
    return ran;
  }

  @Test
  void stepsOfSubAgentsAreStepsOfTheSessionsAboveThem() {
    try (Desk desk = steps("")) {
      Session session = desk.session();
      assertThat(ran(session, 1)).isEqualTo(1);
      assertThat(session.delegate("helper").run(child -> ran(child, 2)).value()).isEqualTo(2);
      DelegationResult<Integer> second =
          session
              .delegate("helper")
              .run(child -> child.delegate("helper").run(c -> ran(c, 9)).value());
      assertThat(second.value()).as("one step is left").isEqualTo(1);
      Session third = session.delegate("helper").open();
      CallResult refused = third.call("look", Map.of());
      assertThat(refused.code()).isEqualTo(ReasonCode.LOOP_STEPS);
      assertThat(refused.forOperator())
          .contains("for session " + session.id() + ", which this one was delegated from")
          .contains("the session and its sub-agents have made 4 calls");
      assertThat(session.call("look", Map.of()).code()).isEqualTo(ReasonCode.LOOP_STEPS);
    }
  }

  @Test
  void noStepIsGainedBySubAgentsThatRunAtOnce() throws Exception {
    try (Desk desk = steps("")) {
      Session session = desk.session();
      List<Integer> each =
          Race.run(6, () -> session.delegate("helper").run(child -> ran(child, 4)).value());
      assertThat(each.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
      assertThat(desk.ran).hasSize(4);
    }
  }

  @Test
  void aStepThatWasNotTakenIsGivenBackToEverySessionAbove() {
    String rate =
        ", \"rates\": [{\"id\": \"r\", \"tools\": [\"look\"], \"permits\": 1, \"per\": \"PT1M\"}]";
    try (Desk desk = steps(rate)) {
      Session session = desk.session();
      Session child = session.delegate("helper").open();
      assertThat(ran(child, 9)).as("by its rate").isEqualTo(1);
      for (int i = 0; i < 3; i++) {
        desk.clock.advance(java.time.Duration.ofMinutes(1));
        assertThat(child.call("look", Map.of("again", i)).executed()).isTrue();
      }
      desk.clock.advance(java.time.Duration.ofMinutes(1));
      assertThat(child.call("look", Map.of()).code()).isEqualTo(ReasonCode.LOOP_STEPS);
    }
  }

  @Test
  void countsResultsAsTheyCameBack() {
    try (Scene scene = scene(Scene.Mode.SYNC, "{\"sameResult\": 2}")) {
      Session session = scene.support();
      scene.call(session, "account.read", A);
      scene.call(session, "account.read", A);
      CallResult denied = scene.call(session, "account.read", Map.of("account", "A-2"));
      assertThat(denied.code()).isEqualTo(ReasonCode.LOOP_NO_PROGRESS);
      assertThat(
              session.explain("account.read", A).steps().stream()
                  .filter(step -> step.interceptor().equals("loop"))
                  .findFirst()
                  .orElseThrow()
                  .counters())
          .containsEntry("same results", "2 of 2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cycles\": 1}",
        "{\"cycles\": 41}",
        "{\"cycles\": \"2\"}",
        "{\"sameResult\": 1}",
        "{\"sameResult\": 0}",
        "{\"onLoop\": \"ask\"}",
        "{\"cycle\": 2}"
      })
  void refusesWhatIsOutOfRange(String loops) {
    List<String> problems = List.of("cycles", "sameResult", "onLoop", "cycle");
    assertThatThrownBy(
            () -> {
              try (Scene scene = scene(Scene.Mode.SYNC, loops)) {
                throw new AssertionError("it opened: " + scene.mode);
              }
            })
        .isInstanceOf(ManifestException.class)
        .satisfies(e -> assertThat(problems).anyMatch(e.getMessage()::contains));
  }
}
