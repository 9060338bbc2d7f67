package org.agentgovernance.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.Corpus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Calls of the Berkeley Function-Calling Leaderboard and mutations of them, each with the verdict
 * that its schema calls for: valid, invalid, or extra (an argument that the schema does not list).
 */
class BfclTest {
  /**
   * Two calls that the set has as valid use an argument that their schema does not list ({@code
   * permeability}, {@code type}), just like the 1503 calls that it has as extra.
   */
  private static final List<String> UNLISTED_IN_TRUTH =
      List.of("parallel_multiple_12/1", "parallel_multiple_26/1");

  private record Case(String id, String tool, @Nullable Object args, String expect) {
    static Case of(String line) {
      Map<String, @Nullable Object> one = Json.parseObject(line);
      return new Case(text(one, "id"), text(one, "tool"), one.get("args"), text(one, "expect"));
    }
  }

  @Test
  void givesTheVerdictOfJsonSchemaOnEveryCall() {
    Map<String, Schema> schemas = new HashMap<>();
    schemas().forEach((name, schema) -> schemas.put(name, SchemaCompiler.compile(schema)));
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (Case one : cases()) {
      BoundedWork work = new BoundedWork();
      schemas.get(one.tool).validate(work, Nodes.of(one.args));
      boolean accepted = work.getErrors().isEmpty();
      count(counts, one, accepted);
      boolean expected = one.expect.equals("valid") || one.expect.equals("extra");
      if (accepted != expected) {
        wrong.add(one.id);
      }
    }
    System.out.println("bfcl, JSON Schema alone: " + counts);

    assertThat(wrong).isEmpty();
  }

  @Test
  void refusesUnlistedArgumentsBesides() {
    Map<String, Interceptor> controls = new HashMap<>();
    schemas()
        .forEach(
            (name, schema) ->
                controls.put(name, SchemaControl.forTool(name, CompiledSchema.compile(schema))));
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (Case one : cases()) {
      ToolCall call = ToolCall.builder(one.tool).argumentsJson(Json.text(one.args)).build();
      Decision decision = controls.get(one.tool).check(call, Calls.CONTEXT);
      boolean accepted = decision.verdict() == Verdict.PERMIT;
      count(counts, one, accepted);
      if (accepted != one.expect.equals("valid")) {
        wrong.add(one.id);
      }
    }
    System.out.println("bfcl, the control: " + counts);

    assertThat(wrong).isEqualTo(UNLISTED_IN_TRUTH);
  }

  private static void count(Map<String, Integer> counts, Case one, boolean accepted) {
    counts.merge(one.expect + (accepted ? " accepted" : " refused"), 1, Integer::sum);
  }

  private static Map<String, Object> schemas() {
    Map<String, Object> schemas = new HashMap<>();
    Json.object(Corpus.json("bfcl/tools.json.gz"))
        .forEach((name, tool) -> schemas.put(name, Json.object(tool).get("inputSchema")));
    return schemas;
  }

  private static List<Case> cases() {
    return Corpus.lines("bfcl/cases.jsonl.gz").stream().map(Case::of).toList();
  }

  private static String text(Map<String, @Nullable Object> map, String key) {
    return String.valueOf(map.get(key));
  }
}
