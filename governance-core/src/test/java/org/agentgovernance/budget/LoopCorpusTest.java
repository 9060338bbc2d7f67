package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonLimits;
import org.agentgovernance.testing.Corpus;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Sessions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Recorded runs of real agents: the usual limits of loops stop none that does its work. */
class LoopCorpusTest {
  private static final RuleRef REF = new RuleRef("loops", "m.json:1:1");

  /** What docs/loops.md calls usual. */
  private static final int IDENTICAL = 3;

  private static final int CYCLES = 2;
  private static final int SAME = 4;

  private record Run(List<ToolCall> calls, List<Object> outputs) {}

  @Test
  void publishedRunsThatDidTheirWorkAreNotStopped() {
    List<Run> honest = new ArrayList<>();
    List<Run> others = new ArrayList<>();
    for (String name : List.of("claude-3-7-sonnet-20250219", "gpt-4o-2024-05-13")) {
      for (String line : Corpus.lines("agentdojo-runs/" + name + ".jsonl.gz")) {
        Map<String, @Nullable Object> run = Json.object(Json.parse(line, JsonLimits.FILE));
        boolean didItsWork =
            Boolean.TRUE.equals(run.get("utility"))
                && !Boolean.TRUE.equals(run.get("attackSucceeded"));
        (didItsWork ? honest : others).add(new Run(calls(run), List.of()));
      }
    }
    int denied = denied(honest);
    System.out.printf(
        "loops: %d honest runs with %d calls, %d denied; %d other runs with %d calls, %d denied%n",
        honest.size(), count(honest), denied, others.size(), count(others), denied(others));
    assertThat(honest.size()).isGreaterThan(1_900);
    assertThat(denied).isZero();
  }

  @Test
  void tasksWithTheirOutputsAreNotStopped() {
    Map<String, @Nullable Object> outputs =
        Json.object(Json.parse(Corpus.text("agentdojo/outputs.json.gz"), JsonLimits.FILE));
    List<Run> runs = new ArrayList<>();
    for (String suite : List.of("banking", "travel")) {
      Map<String, @Nullable Object> of = Json.object(outputs.get(suite));
      for (Map<String, @Nullable Object> task : objects(root(suite).get("userTasks"))) {
        List<Object> answers = new ArrayList<>();
        for (Object answer : (List<?>) of.get(String.valueOf(task.get("id")))) {
          answers.add(String.valueOf(answer));
        }
        runs.add(new Run(calls(task), answers));
      }
    }
    for (String domain : List.of("airline", "telecom")) {
      Map<String, @Nullable Object> tau =
          Json.object(Json.parse(Corpus.text("taubench/" + domain + ".json"), JsonLimits.FILE));
      objects(tau.get("tasks")).forEach(task -> runs.add(new Run(calls(task), List.of())));
    }
    int denied = denied(runs);
    System.out.printf(
        "loops: %d tasks with %d calls, %d denied%n", runs.size(), count(runs), denied);
    assertThat(denied).isZero();
  }

  private static Map<String, @Nullable Object> root(String suite) {
    return Json.object(Json.parse(Corpus.text("agentdojo/" + suite + ".json"), JsonLimits.FILE));
  }

  private static long count(List<Run> runs) {
    return runs.stream().mapToLong(run -> run.calls().size()).sum();
  }

  private static List<ToolCall> calls(Map<String, @Nullable Object> run) {
    List<ToolCall> calls = new ArrayList<>();
    for (Map<String, @Nullable Object> call : objects(run.get("calls"))) {
      Object name = call.containsKey("tool") ? call.get("tool") : call.get("name");
      Object args = call.containsKey("args") ? call.get("args") : call.get("arguments");
      calls.add(ToolCall.of(String.valueOf(name), Arguments.of(Json.object(args))));
    }
    return calls;
  }

  private static List<Map<String, @Nullable Object>> objects(@Nullable Object list) {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    for (Object item : (List<?>) list) {
      objects.add(Json.object(item));
    }
    return objects;
  }

  /** In how many runs some call is denied. */
  private static int denied(List<Run> runs) {
    int denied = 0;
    for (Run run : runs) {
      Set<String> reads = new HashSet<>();
      for (ToolCall call : run.calls()) {
        if (call.tool().matches("(get|check|search|find|list|read|calculate)_.*")) {
          reads.add(call.tool());
        }
      }
      LoopControl control =
          LoopControl.of(
              new LoopRule(IDENTICAL, CYCLES, SAME, 50, LoopRule.OnLoop.STOP, reads, REF),
              List.of(),
              EventSink.none());
      CallContext context = Sessions.of("s", new ManualClock("2026-11-20T10:00:00Z"));
      denied += deniedIn(run, control, context) ? 1 : 0;
    }
    return denied;
  }

  private static boolean deniedIn(Run run, LoopControl control, CallContext context) {
    for (int i = 0; i < run.calls().size(); i++) {
      ToolCall call = run.calls().get(i);
      Reservation taken = control.reserve(call, context);
      Deny denial = taken.denial();
      if (denial != null) {
        System.out.println("  " + denial.code() + ": " + denial.modelMessage());
        return true;
      }
      // Without a recorded output every result is another one.
      Object output = i < run.outputs().size() ? run.outputs().get(i) : "result " + i;
      taken.settle(Outcome.succeeded(output, Usage.none(), 1));
    }
    return false;
  }
}
