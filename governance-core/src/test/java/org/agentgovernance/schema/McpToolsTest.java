package org.agentgovernance.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.Corpus;
import org.junit.jupiter.api.Test;

/** Descriptors of real MCP servers. */
class McpToolsTest {
  @Test
  void compilesEveryInputAndOutputSchema() {
    Map<String, Object> file = Json.object(Corpus.json("mcp/tools-list.json"));
    int inputs = 0;
    int outputs = 0;
    for (Object server : (List<?>) file.get("servers")) {
      for (Object entry : (List<?>) Json.object(server).get("tools")) {
        Map<String, Object> tool = Json.object(entry);
        assertThat(CompiledSchema.compile(tool.get("inputSchema"))).isNotNull();
        inputs++;
        if (tool.get("outputSchema") != null) {
          assertThat(CompiledSchema.compile(tool.get("outputSchema"))).isNotNull();
          outputs++;
        }
      }
    }
    System.out.println("mcp: " + inputs + " input and " + outputs + " output schemas compile");

    assertThat(inputs).isEqualTo(149);
  }
}
