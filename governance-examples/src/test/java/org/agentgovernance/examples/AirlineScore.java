package org.agentgovernance.examples;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;

/**
 * How the cases of tau-bench's airline fare under the manifest that puts its policy into rules.
 *
 * @param cases how many there are
 * @param differing those that the manifest answers otherwise than expected
 */
record AirlineScore(int cases, List<String> differing) {
  private static final Map<String, Verdict> VERDICTS =
      Map.of("allow", Verdict.PERMIT, "ask", Verdict.APPROVE, "deny", Verdict.DENY);

  static Governor governor() {
    String file = "airline.manifest.json";
    return Governor.of(Manifest.parse(Suite.resource("airline/" + file), file))
        .descriptors(
            ToolDescriptor.parseAll(
                Suite.resource("taubench/airline.tools.json").getBytes(StandardCharsets.UTF_8)))
        .audit(AuditLog.inMemory())
        .executor(Runnable::run)
        .open();
  }

  static AirlineScore take() {
    List<Map<String, Object>> cases = Corpus.lines("taubench/policy-cases-airline.jsonl");
    List<String> differing = new ArrayList<>();
    try (Governor governor = governor()) {
      for (Map<String, Object> one : cases) {
        Map<String, Object> call = Json.object(one.get("call"));
        Verdict verdict = verdict(governor, call, Json.object(one.get("facts")));
        if (verdict != VERDICTS.get(String.valueOf(one.get("expected")))) {
          differing.add(verdict + " instead of " + one.get("expected") + ": " + Json.text(one));
        }
      }
    }
    return new AirlineScore(cases.size(), differing);
  }

  static Verdict verdict(Governor governor, Map<String, Object> call, Map<String, Object> facts) {
    try (Session session =
        governor
            .session(PrincipalVerifier.attestedByHost("suite"), Subject.of("customer"))
            .open()) {
      return session
          .decide(
              ToolCall.builder(String.valueOf(call.get("tool")))
                  .arguments(Json.object(call.get("args")))
                  .resource(facts)
                  .build())
          .verdict();
    }
  }
}
