package org.agentgovernance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.identity.VerifiedPrincipal;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;

final class TestPrincipalsTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"}, "catalog": {"unsigned": true},
       "tools": [{"name": "t", "version": "1", "effect": "read", "inputSchema": true}],
       "permissions": [{"id": "clerks", "tools": ["t"], "roles": ["clerk"], "verdict": "permit"}]}
      """;

  @Test
  void opensASessionOfAMadeUpUser() {
    try (Governor governor =
            Governor.of(Manifest.parse(MANIFEST, "m.json"))
                .tool("t", args -> "done")
                .audit(AuditLog.inMemory())
                .open();
        Session clerk = governor.session(TestPrincipals.user("ann", "clerk")).open();
        Session other = governor.session(TestPrincipals.user("bob")).open()) {
      CallResult permitted = clerk.call("t", Map.of());
      assertThat(permitted.forModel()).isEqualTo("done");
      assertThat(other.call("t", Map.of()).code().value()).isEqualTo("permission.no_rule");
    }
  }

  @Test
  void statesWhateverACredentialCanSay() {
    VerifiedPrincipal ann = TestPrincipals.user("ann", it -> it.scopes(Set.of("read")).keyId("k"));

    assertThat(ann.user().issuer()).isEqualTo(TestPrincipals.ISSUER);
    assertThat(ann.scopes()).containsExactly("read");
    assertThat(ann.principal("a", "").build().keyId()).isEqualTo("k");
  }
}
