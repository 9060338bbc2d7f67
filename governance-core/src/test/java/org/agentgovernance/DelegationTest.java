package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Grant;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A sub-agent's session is its parent's, made narrower. */
final class DelegationTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"},
       "agent": {"id": "desk", "delegates": [
         {"id": "helper", "tools": ["*"]},
         {"id": "reader", "tools": ["web", "note"], "effect": "read"},
         {"id": "shallow", "tools": ["*"], "maxDepth": 1}]},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "web", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "safe", "version": "1", "effect": "read", "inputSchema": true,
          "outputs": {"integrity": "trusted"}},
         {"name": "note", "version": "1", "effect": "write", "inputSchema": true,
          "outputs": {"integrity": "trusted"}},
         {"name": "pay", "version": "1", "effect": "write", "inputSchema": true,
          "accepts": {"untrusted": false, "otherwise": "forbid"}}],
       "tasks": [{"id": "look", "tools": ["web", "safe"]}, {"id": "work", "tools": ["*"]}],
       "budgets": [{"id": "notes", "per": ["session"], "match": {"tools": ["note"]},
         "unit": "calls", "limit": "2"}]}
      """;

  private final ManualClock clock = new ManualClock("2026-01-01T10:00:00Z");
  private final InMemoryAuditTrail trail = AuditLog.inMemory();
  private final Governor governor =
      Governor.of(Manifest.parse(MANIFEST, "m.json"))
          .tool("web", args -> "web")
          .tool("safe", args -> "safe")
          .tool("note", args -> "noted")
          .tool("pay", args -> "paid")
          .clock(clock)
          .audit(trail)
          .open();
  private final Session work = governor.session(Users.of("ann")).task("work").open();

  @AfterEach
  void close() {
    governor.close();
  }

  private static String code(Session session, String tool) {
    return session.call(tool, Map.of()).code().value();
  }

  @Test
  void aSubAgentDoesWhatItsParentMay() {
    Session helper = work.delegate("helper").instance("i-2").id("child").open();
    assertThat(code(helper, "note")).isEqualTo("permitted");
    Map<String, Object> record = Json.parseObject(trail.lines().get(1));
    assertThat(record)
        .containsEntry("session", "child")
        .containsEntry("parent", work.id())
        .containsEntry("agent", "helper")
        .containsEntry("instance", "i-2")
        .containsEntry("actors", List.of("desk"));
  }

  @Test
  void deniesAnAgentThatTheManifestDoesNotDelegateTo() {
    assertThat(code(work.delegate("stranger").open(), "web")).isEqualTo("identity.unknown_agent");
    Session direct = governor.session(Users.of("ann")).agent("helper").task("work").open();
    assertThat(code(direct, "web")).isEqualTo("identity.unknown_agent");
  }

  @Test
  void deniesWhatTheManifestDoesNotLetTheSubAgentDo() {
    Session reader = work.delegate("reader").open();
    assertThat(code(reader, "web")).isEqualTo("permitted");
    assertThat(code(reader, "note")).isEqualTo("identity.not_granted");
    assertThat(code(reader, "safe")).isEqualTo("identity.not_granted");
    assertThat(code(reader, "made-up")).isEqualTo("allowlist.unknown_tool");
  }

  @Test
  void deniesWhatTheGrantLeavesOut() {
    Grant grant =
        Grant.everything()
            .tools("web", "note")
            .effect(Effect.READ)
            .until(clock.instant().plus(Duration.ofHours(1)));
    Session helper = work.delegate("helper").grant(grant).open();
    assertThat(code(helper, "web")).isEqualTo("permitted");
    assertThat(code(helper, "note")).isEqualTo("identity.not_granted");
    assertThat(code(helper, "safe")).isEqualTo("identity.not_granted");
    Session below = helper.delegate("helper").grant(Grant.everything()).open();
    assertThat(code(below, "note")).isEqualTo("identity.not_granted");
    clock.advance(Duration.ofHours(1));
    assertThat(code(below, "web")).isEqualTo("identity.expired");
    assertThat(code(work, "web")).isEqualTo("permitted");
  }

  @Test
  void deniesTheFifthSessionBelowTheUsers() {
    Session at = work;
    for (int depth = 1; depth <= 4; depth++) {
      at = at.delegate("helper").open();
      assertThat(code(at, "web")).as("depth %d", depth).isEqualTo("permitted");
    }
    assertThat(code(at.delegate("helper").open(), "web")).isEqualTo("identity.delegation_depth");
    Session shallow = work.delegate("shallow").open();
    assertThat(code(shallow, "web")).isEqualTo("permitted");
    assertThat(code(shallow.delegate("shallow").open(), "web"))
        .isEqualTo("identity.delegation_depth");
  }

  @Test
  void anotherTaskGainsNothing() {
    Session look = governor.session(Users.of("ann")).task("look").open();
    Session helper = look.delegate("helper").task("work").open();
    CallResult denied = helper.call("note", Map.of());
    assertThat(denied.code()).isEqualTo(ReasonCode.ALLOWLIST_NOT_IN_TASK);
    assertThat(denied.forOperator()).contains("for session " + look.id());
    Session narrower = work.delegate("helper").task("look").open();
    assertThat(code(narrower, "note")).isEqualTo("allowlist.not_in_task");
    assertThat(code(narrower, "safe")).isEqualTo("permitted");
  }

  @Test
  void whatTheParentHasReadTaintsTheChild() {
    Session helper = work.delegate("helper").open();
    assertThat(code(helper, "pay")).isEqualTo("permitted");
    assertThat(code(work, "web")).isEqualTo("permitted");
    assertThat(code(helper, "pay")).isEqualTo("flow.untrusted_session");
    assertThat(code(work.delegate("helper").open(), "pay")).isEqualTo("flow.untrusted_session");
  }

  @Test
  void aChildHasNoMoreBudgetThanItsParentHasLeft() {
    assertThat(code(work, "note")).isEqualTo("permitted");
    assertThat(code(work, "note")).isEqualTo("permitted");
    assertThat(code(work.delegate("helper").open(), "note")).isEqualTo("budget.exceeded");
  }

  @Test
  void whatAChildUsesIsUsedUpForItsParent() {
    Session helper = work.delegate("helper").open();
    assertThat(code(helper, "note")).isEqualTo("permitted");
    assertThat(code(work.delegate("helper").open(), "note")).isEqualTo("permitted");
    assertThat(code(work, "note")).isEqualTo("budget.exceeded");
    assertThat(code(helper, "note")).isEqualTo("budget.exceeded");
  }

  @Test
  void closingASessionClosesThoseBelowIt() {
    Session helper = work.delegate("helper").open();
    Session below = helper.delegate("helper").open();
    helper.close();
    assertThat(code(below, "web")).isEqualTo("session.closed");
    assertThat(code(work, "web")).isEqualTo("permitted");
    work.close();
    assertThat(code(work.delegate("helper").open(), "web")).isEqualTo("session.closed");
  }

  @Test
  void explainsWhatEachSessionOnTheWaySays() {
    Session look = governor.session(Users.of("ann")).task("look").open();
    Explanation explanation = look.delegate("helper").task("work").open().explain("note", Map.of());
    assertThat(explanation.decision().code()).isEqualTo(ReasonCode.ALLOWLIST_NOT_IN_TASK);
    assertThat(explanation.steps())
        .filteredOn(step -> step.interceptor().equals("allowlist"))
        .extracting(step -> step.decision().code().value())
        .containsExactly("permitted", "allowlist.not_in_task");
  }

  @Test
  void refusesAGrantThatNamesNothingKnown() {
    assertThatThrownBy(() -> work.delegate("helper").grant(Grant.everything().tools("noet")).open())
        .hasMessageContaining("did you mean \"note\"?");
    assertThatThrownBy(() -> work.delegate("helper").grant(Grant.everything().tasks("wrok")).open())
        .hasMessageContaining("did you mean \"work\"?");
  }

  @Test
  void refusesDelegatesThatDoNotAddUp() {
    for (String wrong :
        List.of(
            "{\"id\": \"x\"}",
            "{\"id\": \"x\", \"tools\": []}",
            "{\"id\": \"x\", \"tools\": [\"nothing\"]}",
            "{\"id\": \"x\", \"tools\": [\"web\"], \"maxDepth\": 5}",
            "{\"id\": \"x\", \"tools\": [\"web\"], \"maxDepth\": 0}",
            "{\"id\": \"x\", \"tools\": [\"web\"], \"effect\": \"all\"}",
            "{\"id\": \"helper\", \"tools\": [\"web\"]}",
            "{\"id\": \"x\", \"tools\": [\"web\"], \"depth\": 1}")) {
      String text = MANIFEST.replace("{\"id\": \"reader\"", wrong + ", {\"id\": \"reader\"");
      assertThatThrownBy(() -> Manifest.parse(text, "m.json"))
          .as(wrong)
          .isInstanceOf(ManifestException.class)
          .hasMessageContaining("delegates");
    }
  }
}
