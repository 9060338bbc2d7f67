package org.agentgovernance.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.testing.Corpus;
import org.junit.jupiter.api.Test;

/** Calls of real models and mutations of them, each with the verdict that its schema calls for. */
class BfclTest {
  @Test
  void givesTheExpectedVerdictOnEveryCall() {
    Map<String, Object> tools = Json.object(Corpus.json("bfcl/tools.json.gz"));
    Map<String, CompiledSchema> schemas = new HashMap<>();
    tools.forEach(
        (name, tool) -> schemas.put(name, CompiledSchema.compile(Json.object(tool).get("inputSchema"))));
    Map<String, Integer> counts = new TreeMap<>();
    List<String> disagreements = new ArrayList<>();
    for (String line : Corpus.lines("bfcl/cases.jsonl.gz")) {
      Map<String, Object> one = Json.parseObject(line);
      String expected = (String) one.get("expect");
      boolean valid = valid(schemas.get(one.get("tool")), one.get("args"));
      counts.merge(expected + (valid ? " accepted" : " refused"), 1, Integer::sum);
      if (valid != expected.equals("valid")) {
        disagreements.add(line);
      }
    }
    System.out.println("bfcl: " + tools.size() + " schemas, " + counts);

    assertThat(disagreements).isEmpty();
  }

  private static boolean valid(CompiledSchema schema, Object args) {
    try {
      return schema.validate(Arguments.ofJson(Json.text(args))).isEmpty();
    } catch (JsonException e) {
      return false;
    }
  }
}
