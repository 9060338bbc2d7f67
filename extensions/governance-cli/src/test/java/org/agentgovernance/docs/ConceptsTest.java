package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.identity.Anonymous;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;

class ConceptsTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "all", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [{"name": "t", "version": "1", "effect": "read", "inputSchema": true,
                  "breaker": {}, "concurrency": {"permits": 5}}],
       "permissions": [{"id": "p", "tools": ["t"], "verdict": "permit"}],
       "budgets": [{"id": "b", "per": ["user"], "unit": "calls", "limit": "5"}],
       "rates": [{"id": "r", "tools": ["t"], "permits": 5, "per": "PT1S"}],
       "loops": {"maxSteps": 5}}
      """;

  private record Own() implements Interceptor {
    @Override
    public String id() {
      return "your own";
    }

    @Override
    public Decision check(ToolCall call, CallContext context) {
      return Permit.by(id());
    }
  }

  private static List<String> inOrder(String tool) {
    try (Governor governor =
            Governor.of(Manifest.parse(MANIFEST, "all.json"))
                .interceptor(new Own())
                .audit(AuditLog.inMemory())
                .open();
        Session session = governor.session(Anonymous.USER).open()) {
      return session.explain(tool, Map.of()).steps().stream()
          .map(Explanation.Step::interceptor)
          .toList();
    }
  }

  @Test
  void listTheControlsInTheOrderInWhichTheyAreAsked() {
    Pattern item = Pattern.compile("\\d+\\. (?:`([a-z]+)`:|(your own) interceptors).*");
    List<String> listed = new ArrayList<>();
    for (String line : Repository.page("docs/concepts.md").lines()) {
      Matcher matcher = item.matcher(line);
      if (matcher.matches()) {
        listed.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
      }
    }

    assertThat(listed).isEqualTo(inOrder("t"));
  }

  @Test
  void sayThatAnUnlistedToolHasTheFirstTwo() {
    assertThat(inOrder("unlisted")).containsExactly("identity", "control", "allowlist");
  }
}
