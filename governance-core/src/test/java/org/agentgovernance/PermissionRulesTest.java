package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.junit.jupiter.api.Test;

/** How rules combine, and what a condition does that cannot be evaluated. */
class PermissionRulesTest {
  /** Fails with a division by zero when {@code n} is 0. */
  private static final String FAILS = "100 / int(args.n) > 1";

  private static CallResult called(String permissions, Map<String, Object> args) {
    try (Scene scene =
        new Scene(Mode.SYNC, Manifests.bankWith("permissions", permissions), b -> b)) {
      return scene.support().call("note.add", args);
    }
  }

  private static String rule(String id, String when, String verdict) {
    String condition = when.isEmpty() ? "" : "\"when\": \"" + when + "\", ";
    return "{\"id\": \"%s\", \"tools\": [\"note.add\"], %s\"verdict\": \"%s\"}"
        .formatted(id, condition, verdict);
  }

  @Test
  void aPermitRuleWhoseConditionFailsDoesNotPermit() {
    String rules = "[" + rule("p", FAILS, "permit") + "]";
    assertThat(called(rules, Map.of("n", 10)).succeeded()).isTrue();
    assertThat(called(rules, Map.of("n", 0)).code()).isEqualTo(ReasonCode.PERMISSION_NO_RULE);
    assertThat(called(rules, Map.of()).code()).isEqualTo(ReasonCode.PERMISSION_NO_RULE);
    assertThat(called(rules, Map.of("n", "x")).code()).isEqualTo(ReasonCode.PERMISSION_NO_RULE);
  }

  @Test
  void aForbidRuleWhoseConditionFailsForbids() {
    String rules = "[" + rule("f", FAILS, "forbid") + "," + rule("p", "", "permit") + "]";
    assertThat(called(rules, Map.of("n", 200)).succeeded()).isTrue();
    assertThat(called(rules, Map.of("n", 10)).code()).isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
    assertThat(called(rules, Map.of("n", 0)).code()).isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
  }

  @Test
  void anApproveRuleWhoseConditionFailsAsksNobodyAndPermitsNothing() {
    String rules = "[" + rule("a", FAILS, "approve") + "]";
    assertThat(called(rules, Map.of("n", 10)).verdict()).isEqualTo(Verdict.APPROVE);
    assertThat(called(rules, Map.of("n", 0)).code()).isEqualTo(ReasonCode.PERMISSION_NO_RULE);
  }

  @Test
  void theOrderOfRulesDoesNotMatter() {
    String permit = rule("p", "", "permit");
    String approve = rule("a", "", "approve");
    String forbid = rule("f", "", "forbid");
    for (String rules :
        new String[] {
          "[" + permit + "," + approve + "]", "[" + approve + "," + permit + "]",
        }) {
      assertThat(called(rules, Map.of()).rule().orElseThrow().id()).isEqualTo("a");
    }
    for (String rules :
        new String[] {
          "[" + permit + "," + approve + "," + forbid + "]",
          "[" + forbid + "," + approve + "," + permit + "]",
          "[" + approve + "," + forbid + "," + permit + "]",
        }) {
      assertThat(called(rules, Map.of()).rule().orElseThrow().id()).isEqualTo("f");
    }
  }
}
