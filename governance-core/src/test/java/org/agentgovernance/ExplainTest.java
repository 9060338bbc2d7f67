package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");

  @Test
  void listsTheControlsThatAreNotReached() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      Session look = scene.governor.session(Users.of("u1")).task("look").open();
      Explanation explanation = look.explain("refund", Map.of("account", "A", "amount", 1));
      assertThat(explanation.decision().code()).isEqualTo(ReasonCode.ALLOWLIST_NOT_IN_TASK);
      Map<String, Boolean> reached = new LinkedHashMap<>();
      explanation.steps().forEach(step -> reached.put(step.interceptor(), step.reached()));
      assertThat(reached)
          .containsExactly(
              Map.entry("identity", true),
              Map.entry("control", true),
              Map.entry("allowlist", true),
              Map.entry("catalog", false),
              Map.entry("schema", false),
              Map.entry("permission", false),
              Map.entry("flow", false),
              Map.entry("budget", false),
              Map.entry("loop", false));
      assertThat(explanation.toString()).contains("not reached: budget: permit");
    }
  }

  @Test
  void reachesEveryControlOfAPermittedCall() {
    try (Scene scene = new Scene(Mode.SYNC)) {
      Explanation explanation = scene.support().explain("account.read", A1);
      assertThat(explanation.steps()).allMatch(Explanation.Step::reached);
      assertThat(explanation.decision().verdict()).isEqualTo(Verdict.PERMIT);
    }
  }

  @Test
  void aControlThatCountsBadlyIsStillExplained() {
    Interceptor careless =
        new Interceptor() {
          @Override
          public String id() {
            return "custom";
          }

          @Override
          public Decision check(ToolCall call, CallContext context) {
            return Permit.by("custom");
          }

          @Override
          public Map<String, String> counters(ToolCall call, CallContext context) {
            Map<String, String> counters = new HashMap<>();
            counters.put("count", null);
            return counters;
          }
        };
    try (Scene scene = new Scene(Mode.SYNC, Manifests.bank(), b -> b.interceptor(careless))) {
      assertThat(scene.support().explain("account.read", A1).toString()).contains("count null");
    }
  }

  @Test
  void oneToolIsPermittedByARuleInOneTaskByTheTaskInAnotherAndNowhereElse() {
    String rules =
        """
        [{"id": "reads", "tools": ["account.read"], "tasks": ["look"], "verdict": "permit"},
         {"id": "notes", "tools": ["note.add"], "tasks": ["support"], "verdict": "permit"},
         {"id": "not-here", "tools": ["account.read"], "tasks": ["support"],
          "roles": ["temp"], "verdict": "forbid"}]
        """;
    try (Scene scene =
        new Scene(Mode.SYNC, Manifests.bankWith("permissions", rules), builder -> builder)) {
      Session look = scene.governor.session(Users.of("u1")).task("look").open();
      Session none = scene.governor.session(Users.of("u1")).open();
      Subject temp = Subject.of("u2").withRoles(List.of("temp"));
      Session temporary = scene.governor.session(Users.of(temp)).task("support").open();
      assertThat(look.call("account.read", A1).rule().orElseThrow().id()).isEqualTo("reads");
      assertThat(scene.support().call("account.read", A1).rule().orElseThrow().id())
          .isEqualTo("task:support");
      assertThat(none.call("account.read", A1).code()).isEqualTo(ReasonCode.PERMISSION_NO_RULE);
      assertThat(temporary.call("account.read", A1).code())
          .isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
      assertThat(look.call("note.add", Map.of()).code())
          .isEqualTo(ReasonCode.ALLOWLIST_NOT_IN_TASK);
      assertThat(scene.support().call("note.add", Map.of()).succeeded()).isTrue();
    }
  }
}
