package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;

class GovernedCallTest {
  static final String MANIFEST =
      """
      {
        "apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
        "metadata": {"name": "refunds", "version": "1.0.0"},
        "agent": {"id": "refund-agent"},
        "catalog": {"unsigned": true},
        "tools": [
          {"name": "account.read", "version": "1", "effect": "read",
           "inputSchema": {"type": "object", "properties": {"id": {"type": "string"}},
                           "required": ["id"]}},
          {"name": "note.add", "version": "1", "effect": "write", "inputSchema": true},
          {"name": "refund", "version": "1", "effect": "irreversible",
           "inputSchema": {"type": "object",
             "properties": {"id": {"type": "string"}, "amount": {"type": "number"}},
             "required": ["id", "amount"]}}
        ],
        "tasks": [{"id": "support", "tools": ["account.read", "refund"]}],
        "permissions": [
          {"id": "look", "tools": ["account.*", "note.add"], "verdict": "permit"},
          {"id": "small", "tools": ["refund"], "tasks": ["support"],
           "when": "args.amount <= 100.0", "verdict": "permit"}
        ],
        "budgets": [{"id": "reads", "per": ["session"], "match": {"effect": ["read"]},
                     "unit": "calls", "limit": "2"}]
      }
      """;

  @Test
  void runsAPermittedCallAndRecordsIt() {
    InMemoryAuditTrail trail = AuditLog.inMemory();
    try (Governor governor =
            Governor.of(Manifest.parse(MANIFEST, "m.json"))
                .tool("account.read", args -> "account " + args.string("id"))
                .tool("note.add", args -> "ok")
                .tool("refund", args -> Map.of("paid", args.decimal("amount")))
                .audit(trail)
                .open();
        Session session = governor.session(Subject.of("u1")).task("support").open()) {
      System.out.println(session.explain("account.read", Map.of("id", "A")));
      CallResult result = session.call("account.read", Map.of("id", "A-1"));
      assertThat(result.forModel()).isEqualTo("account A-1");
      System.out.println(session.call("account.read", "{\"id\":1}").forModel());
      System.out.println(session.call("account.read", "{\"id\":1}").forOperator());
      System.out.println(session.call("account.reads", "{\"id\":1}").forOperator());
      System.out.println(session.call("note.add", "{\"id\":1}").forOperator());
      System.out.println(session.call("account.read", "{\"id\":\"1\"}").forOperator());
      System.out.println(session.call("account.read", "{\"id\":\"1\"}").forOperator());
      System.out.println(session.call("refund", "{\"id\":\"1\",\"amount\":1e3}").forOperator());
      CallResult pending = session.call("refund", "{\"id\":\"1\",\"amount\":10}");
      System.out.println(pending.forOperator());
      var stage = pending.pending().orElseThrow();
      governor.approvals().approve(stage.request().id(), Subject.of("boss"), "fine");
      System.out.println(stage.completion().toCompletableFuture().join().forModel());
      System.out.println(
          session.explain("refund", Map.of("id", "A", "amount", 400)));
    }
    trail.lines().forEach(System.out::println);
    System.out.println(trail.verify());
  }
}
