package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;

/** {@link Session#endorse}: who may, what it changes, and what the log says of it. */
class EndorseTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "desk", "version": "1.0.0"},
       "agent": {"id": "desk"}, "catalog": {"unsigned": true},
       "tools": [
         {"name": "read_letter", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "pay", "version": "1", "effect": "write", "inputSchema": true,
          "accepts": {"untrusted": false, "otherwise": "forbid"}}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}],
       "endorsements": [{"id": "letter-read", "integrity": "trusted",
         "tools": ["read_*"], "roles": ["clerk"]}]}
      """;
  private static final Subject CLERK = Subject.of("clerk-7").withRoles(List.of("clerk"));

  private final InMemoryAuditTrail trail = AuditLog.inMemory();
  private final Governor governor =
      Governor.of(Manifest.parse(MANIFEST, "agent.manifest.json"))
          .tool("read_letter", arguments -> "the rent is 1100")
          .tool("pay", arguments -> "paid")
          .audit(trail)
          .open();
  private final Session session = governor.session(Users.of("ann")).id("s1").open();

  private Verdict pay() {
    return session.decide("pay", Map.of("to", "landlord")).verdict();
  }

  @Test
  void liftsTheLabelAndRecordsWhoAndWhy() {
    session.call("read_letter", Map.of());
    assertThat(pay()).isEqualTo(Verdict.DENY);
    session.endorse("letter-read", CLERK, "I know the hand");
    assertThat(pay()).isEqualTo(Verdict.PERMIT);

    List<String> lines =
        trail.lines().stream().filter(line -> line.contains("\"kind\":\"endorsement\"")).toList();
    assertThat(lines).hasSize(1);
    Map<String, Object> record = Json.parseObject(lines.get(0));
    assertThat(Json.object(record.get("endorsement")))
        .containsEntry("id", "letter-read")
        .containsEntry("by", "clerk-7")
        .containsEntry("reason", "I know the hand");
    assertThat(String.valueOf(record.get("labels")))
        .contains("untrusted", "read_letter", "trusted");
    assertThat(record).containsEntry("session", "s1");
  }

  @Test
  void anUnknownEndorsementOrPersonIsRefusedAndNothingChanges() {
    session.call("read_letter", Map.of());
    assertThatThrownBy(() -> session.endorse("other", CLERK, ""))
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> assertThat(e.code()).isEqualTo(ReasonCode.FLOW_NOT_ENDORSED))
        .hasMessageContaining("declares no endorsement \"other\"");
    assertThatThrownBy(() -> session.endorse("letter-read", Subject.of("ann"), ""))
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining("needed: one of the roles clerk");
    assertThat(pay()).isEqualTo(Verdict.DENY);
  }

  @Test
  void whatCannotBeRecordedDoesNotTakeEffect() {
    session.call("read_letter", Map.of());
    trail.close();
    assertThatThrownBy(() -> session.endorse("letter-read", CLERK, "x"))
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE));
    assertThat(pay()).isEqualTo(Verdict.DENY);
  }

  @Test
  void aManifestThatEndorsesNothingOrForNobodyDoesNotLoad() {
    for (String bad :
        List.of(
            "{\"id\": \"x\", \"roles\": [\"clerk\"]}",
            "{\"id\": \"x\", \"integrity\": \"trusted\"}",
            "{\"id\": \"x\", \"integrity\": \"untrusted\", \"roles\": [\"clerk\"]}",
            "{\"id\": \"x\", \"confidentiality\": \"user\", \"roles\": [\"clerk\"]}",
            "{\"id\": \"x\", \"integrity\": \"trusted\", \"roles\": []}",
            "{\"id\": \"x\", \"integrity\": \"trusted\", \"roles\": [\"c\"], \"tools\":"
                + " [\"no\"]}")) {
      String text = MANIFEST.replaceFirst("\"endorsements\": \\[", "$0" + bad + ",");
      assertThatThrownBy(() -> Manifest.parse(text, "m.json"))
          .as(bad)
          .hasMessageContaining("m.json");
    }
  }
}
