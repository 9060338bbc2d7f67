package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.manifest.Manifest;

/**
 * Two governors see the same random calls; between any two calls one of them is also asked to
 * decide and explain at random. If asking changed anything, their answers would part.
 */
class DryRunPropertyTest {
  /** On a busy machine a tool may take longer than a fifth of a second, in one of the two plays. */
  private static final Manifest PATIENT =
      Manifest.parse(Manifests.BANK.replace("PT0.2S", "PT30S"), "bank.json");

  record Step(String tool, Map<String, Object> args, int asks, int seconds) {
    ToolCall call() {
      return ToolCall.builder(tool).arguments(args).build();
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> tools =
        Arbitraries.of("account.read", "note.add", "refund", "wipe", "unchecked", "nonsense");
    Arbitrary<Map<String, Object>> args =
        Arbitraries.of(
            Map.of(),
            Map.of("account", "A"),
            Map.of("account", "B"),
            Map.of("account", 7),
            Map.of("account", "A", "amount", 10),
            Map.of("account", "A", "amount", 1000),
            Map.of("account", "A", "amount", 1_000_000));
    return Combinators.combine(
            tools, args, Arbitraries.integers().between(0, 3), Arbitraries.of(0, 0, 1, 40))
        .as(Step::new)
        .list()
        .ofMaxSize(25);
  }

  @Property(tries = 150)
  void decidingAndExplainingChangesNothing(@ForAll("steps") List<Step> steps) {
    List<String> plain = play(steps, false);
    List<String> asked = play(steps, true);
    assertThat(asked).isEqualTo(plain);
  }

  private static List<String> play(List<Step> steps, boolean asking) {
    List<String> story = new ArrayList<>();
    try (Scene scene =
        new Scene(
            Mode.SYNC,
            PATIENT,
            b ->
                b.tool(
                    "note.add",
                    args -> {
                      throw new IllegalStateException();
                    }))) {
      Session session = scene.support();
      for (Step step : steps) {
        if (asking) {
          ask(scene, session, steps, step.asks());
        }
        scene.clock.advance(Duration.ofSeconds(step.seconds()));
        CallResult result = session.call(step.call());
        story.add(result.code() + " " + result.executed() + " " + result.forOperator());
        story.add(session.explain(step.call()).toString());
        result
            .pending()
            .ifPresent(
                pending -> {
                  pending.withdraw();
                  pending.completion().toCompletableFuture().join();
                });
      }
      story.add(String.valueOf(scene.records("intent").size()));
      story.add(String.valueOf(scene.ran));
    }
    return story;
  }

  private static void ask(Scene scene, Session session, List<Step> steps, int times) {
    int lines = scene.trail.lines().size();
    int open = scene.governor.approvals().pending().size();
    int ran = scene.ran.size();
    for (int i = 0; i < times; i++) {
      for (Step other : steps) {
        session.decide(other.call());
        session.explain(other.call());
      }
    }
    assertThat(scene.trail.lines()).hasSize(lines);
    assertThat(scene.governor.approvals().pending()).hasSize(open);
    assertThat(scene.ran).hasSize(ran);
  }
}
