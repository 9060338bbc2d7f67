package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;

/** Gate 1 for a user: a tool that is there for some roles only. */
class ToolRolesTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "close", "version": "1", "effect": "read", "inputSchema": true,
          "roles": ["clerk", "manager"]},
         {"name": "look", "version": "1", "effect": "read", "inputSchema": true}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;

  private static ReasonCode called(String tool, String... roles) {
    try (Governor governor =
            Governor.of(Manifest.parse(MANIFEST, "m.json"))
                .audit(AuditLog.inMemory())
                .tool("close", args -> "closed")
                .tool("look", args -> "found")
                .open();
        Session session =
            governor.session(Users.of(Subject.of("u").withRoles(List.of(roles)))).open()) {
      return session.call(tool, Map.of()).code();
    }
  }

  @Test
  void permitsAUserWithOneOfTheRoles() {
    assertThat(called("close", "clerk")).isEqualTo(ReasonCode.PERMITTED);
    assertThat(called("close", "guest", "manager")).isEqualTo(ReasonCode.PERMITTED);
  }

  @Test
  void refusesAUserWithoutAnyOfThem() {
    assertThat(called("close")).isEqualTo(ReasonCode.ALLOWLIST_NOT_FOR_USER);
    assertThat(called("close", "guest", "Clerk")).isEqualTo(ReasonCode.ALLOWLIST_NOT_FOR_USER);
  }

  @Test
  void isThereForEveryUserWithoutRoles() {
    assertThat(called("look")).isEqualTo(ReasonCode.PERMITTED);
  }
}
