package org.agentgovernance.benchmarks;

import org.agentgovernance.manifest.Manifest;

/** Manifests with all eight controls on one tool, beside as many other tools and rules as asked. */
final class BenchmarkManifest {
  static final String TOOL = "payments.refund";
  static final String ARGUMENTS =
      """
      {"account":"A-1001","amount":42.5,"currency":"EUR","note":"Refund for a damaged item",
       "notify":true}
      """;

  private BenchmarkManifest() {}

  static Manifest withRules(int rules) {
    StringBuilder tools = new StringBuilder(tool(TOOL));
    StringBuilder permissions = new StringBuilder(permission("refund", TOOL));
    for (int i = 1; i < rules; i++) {
      tools.append(",\n").append(tool("other.tool-" + i));
      permissions.append(",\n").append(permission("rule-" + i, "other.tool-" + i));
    }
    return Manifest.parse(
        """
        {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
         "metadata": {"name": "benchmark", "version": "1"}, "agent": {"id": "agent"},
         "catalog": {"unsigned": true},
         "tools": [%s],
         "tasks": [{"id": "refund", "tools": ["*"]}],
         "permissions": [%s],
         "budgets": [{"id": "daily", "per": ["user"], "unit": "calls", "limit": "4000000000000",
                      "window": "P1D"}],
         "rates": [{"id": "rate", "tools": ["%s"], "permits": 2000000000, "per": "PT1S"}],
         "audit": {"durability": "async", "arguments": "full"}}
        """
            .formatted(tools, permissions, TOOL),
        "benchmark.json");
  }

  private static String tool(String name) {
    return """
        {"name": "%s", "version": "1.0.0", "effect": "write", "risk": "B", "timeout": "none",
         "breaker": {"failureRate": 0.5, "window": 100, "open": "PT30S"},
         "inputSchema": {"type": "object", "required": ["account", "amount"],
           "properties": {"account": {"type": "string", "pattern": "^A-[0-9]+$"},
             "amount": {"type": "number", "exclusiveMinimum": 0},
             "currency": {"enum": ["EUR", "USD"]}, "note": {"type": "string", "maxLength": 200},
             "notify": {"type": "boolean"}}}}
        """
        .formatted(name);
  }

  private static String permission(String id, String tool) {
    return "{\"id\": \"%s\", \"tools\": [\"%s\"], \"tasks\": [\"refund\"], \"verdict\": \"permit\"}"
        .formatted(id, tool);
  }
}
