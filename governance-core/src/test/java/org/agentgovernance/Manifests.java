package org.agentgovernance;

import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;

/** A manifest with something of everything, and variations of it. */
final class Manifests {
  static final String BANK =
      """
      {
        "apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
        "metadata": {"name": "bank", "version": "1.0.0"},
        "agent": {"id": "bank-agent"},
        "catalog": {"unsigned": true},
        "tools": [
          {"name": "account.read", "version": "2.1.0", "effect": "read",
           "inputSchema": {"type": "object",
             "properties": {"account": {"type": "string"}}, "required": ["account"]}},
          {"name": "note.add", "version": "1.0.0", "effect": "write",
           "timeout": "PT0.2S", "inputSchema": true,
           "breaker": {"failureRate": 0.5, "window": 2, "open": "PT30S"}},
          {"name": "refund", "version": "1.0.3", "effect": "irreversible",
           "inputSchema": {"type": "object",
             "properties": {"account": {"type": "string"}, "amount": {"type": "number"}},
             "required": ["account", "amount"]}},
          {"name": "wipe", "version": "1.0.0", "effect": "irreversible", "risk": "D",
           "inputSchema": true},
          {"name": "unchecked", "version": "1.0.0", "effect": "read"}
        ],
        "tasks": [
          {"id": "support", "tools": ["account.*", "note.add", "refund", "wipe", "unchecked"]},
          {"id": "look", "tools": ["account.read"], "maxSteps": 3}
        ],
        "permissions": [
          {"id": "look", "tools": ["account.*", "unchecked"], "verdict": "permit"},
          {"id": "note", "tools": ["note.add"], "tasks": ["support"], "verdict": "permit"},
          {"id": "small", "tools": ["refund"], "tasks": ["support"],
           "when": "args.amount > 0.0 && args.amount <= 100.0", "verdict": "permit"},
          {"id": "large", "tools": ["refund"], "tasks": ["support"], "approval": "supervisors",
           "when": "args.amount > 100.0 && args.amount <= 5000.0", "verdict": "approve"},
          {"id": "blocked", "tools": ["refund"], "roles": ["suspended"], "verdict": "forbid"},
          {"id": "all", "tools": ["wipe"], "verdict": "permit"}
        ],
        "budgets": [
          {"id": "reads", "per": ["session"], "match": {"effect": ["read"]},
           "unit": "calls", "limit": "3"},
          {"id": "writes", "per": ["agent"], "match": {"effect": ["write", "irreversible"]},
           "unit": "calls", "limit": "5", "window": "P1D"}
        ],
        "rates": [{"id": "notes", "tools": ["note.add"], "permits": 4, "per": "PT1S"}],
        "loops": {"identicalCalls": 3, "maxSteps": 50},
        "approvals": [
          {"id": "supervisors", "roles": ["supervisor"], "quorum": 2,
           "approveWithin": "PT10M", "executeWithin": "PT1M"},
          {"id": "default"}
        ],
        "audit": {"arguments": "full"}
      }
      """;

  private Manifests() {}

  static Manifest bank() {
    return Manifest.parse(BANK, "bank.json");
  }

  /** The same with one top-level key replaced. */
  static Manifest bankWith(String key, String json) {
    Map<String, Object> map = new LinkedHashMap<>(Json.parseObject(BANK));
    map.put(key, Json.parse(json));
    return Manifest.parse(Json.text(map), "bank.json");
  }
}
