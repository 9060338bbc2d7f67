package org.agentgovernance.examples;

import static org.agentgovernance.examples.Corpus.list;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;

/**
 * How the tasks of a tau-bench domain fare under a manifest, as far as they call the agent's tools.
 *
 * @param tasks how many tasks call one
 * @param calls how many calls they make
 * @param denied the calls that were denied
 * @param approvals how many asked
 */
record TauScore(int tasks, int calls, List<String> denied, int approvals) {
  static TauScore of(Map<String, Object> domain, Manifest manifest) {
    List<ToolDescriptor> tools = ToolDescriptor.parseAll(Suite.descriptors(domain));
    Set<String> names = new HashSet<>();
    tools.forEach(tool -> names.add(tool.name()));
    List<String> denied = new ArrayList<>();
    int tasks = 0;
    int calls = 0;
    int approvals = 0;
    try (Governor governor =
        Governor.of(manifest)
            .descriptors(tools)
            .audit(AuditLog.inMemory())
            .executor(Runnable::run)
            .open()) {
      for (Map<String, Object> task : list(domain.get("tasks"))) {
        List<Map<String, Object>> own =
            list(task.get("calls")).stream().filter(c -> names.contains(c.get("tool"))).toList();
        tasks += own.isEmpty() ? 0 : 1;
        try (Session session =
            governor
                .session(PrincipalVerifier.attestedByHost("suite"), Subject.of("customer"))
                .prompt(Json.text(task.get("scenario")))
                .open()) {
          for (Map<String, Object> call : own) {
            calls++;
            Verdict verdict =
                session
                    .call(
                        ToolCall.of(
                            String.valueOf(call.get("tool")),
                            Arguments.of(Json.object(call.get("args")))),
                        arguments -> "done")
                    .verdict();
            approvals += verdict == Verdict.APPROVE ? 1 : 0;
            if (verdict == Verdict.DENY) {
              denied.add(task.get("id") + " " + call.get("tool"));
            }
          }
        }
      }
    }
    return new TauScore(tasks, calls, denied, approvals);
  }
}
