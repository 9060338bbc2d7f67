package org.agentgovernance.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.Test;

/** Each rule finds what it is for, at its line, and is silent where all is well. */
final class LintTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 25);
  private static final String DIGEST = "sha256:" + "0".repeat(64);

  /** A manifest that says everything; each test takes one thing away. */
  private static final String SOUND =
      """
      {
        "apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
        "metadata": {"name": "desk", "version": "1.0.0", "owner": "support",
          "reviewBy": "2027-06-30",
          "accountable": {"executive": "a", "product": "b", "operations": "c", "compliance": "d"}},
        "purpose": {"approved": ["answer mail"], "prohibited": ["send money"],
          "success": ["9 of 10 mails answered"]},
        "agent": {"id": "desk"}, "catalog": {"unsigned": true},
        "tools": [
          {"name": "mail.read", "version": "1", "effect": "read", "inputSchema": true,
           "digest": "DIGEST", "outputs": {"integrity": "untrusted", "confidentiality": "user"}},
          {"name": "mail.send", "version": "1", "effect": "write", "digest": "DIGEST",
           "inputSchema": {"type": "object"}, "outputs": {"integrity": "trusted"},
           "accepts": {"untrusted": false, "identityArguments": ["to"]}},
          {"name": "mail.purge", "version": "1", "effect": "irreversible", "digest": "DIGEST",
           "outputs": {"integrity": "trusted"},
           "inputSchema": {"type": "object"}, "approval": "leads"}
        ],
        "tasks": [{"id": "answer", "tools": ["mail.read", "mail.send", "mail.purge"]}],
        "permissions": [
          {"id": "send", "tools": ["mail.send"], "when": "args.to != ''", "verdict": "permit"}
        ],
        "budgets": [{"id": "all", "per": ["user"], "unit": "calls", "limit": "50",
          "window": "P1D"}],
        "approvals": [{"id": "leads", "roles": ["lead"]}]
      }
      """
          .replace("DIGEST", DIGEST)
          .replace("{\"type\": \"object\"}", "{\"properties\": {\"to\": {\"type\": \"string\"}}}");

  private static List<LintFinding> lint(String text) {
    return Lint.check(Manifest.parse(text, "m.json"), List.of(), TODAY);
  }

  private static String with(String from, String to) {
    assertThat(SOUND).contains(from);
    return SOUND.replace(from, to);
  }

  private static LintFinding only(LintRule rule, String text) {
    List<LintFinding> found = lint(text).stream().filter(f -> f.rule() == rule).toList();
    assertThat(found).as(() -> lint(text).toString()).hasSize(1);
    return found.get(0);
  }

  @Test
  void saysOnlyThatTheCatalogueIsNotSignedOfASoundManifest() {
    assertThat(lint(SOUND)).extracting(LintFinding::rule).containsOnly(LintRule.CATALOG_UNSIGNED);
  }

  @Test
  void findsARetryThatTheLoopControlCutsShort() {
    String tried =
        with(
                "\"name\": \"mail.read\",",
                "\"name\": \"mail.read\", \"idempotent\": true, \"retry\": {\"attempts\": 4},")
            .replace("\"approvals\":", "\"loops\": {\"identicalCalls\": 3}, \"approvals\":");
    assertThat(only(LintRule.RETRY_LOOP, tried).message()).contains("mail.read", "4", "3");
    assertThat(lint(tried.replace("\"attempts\": 4", "\"attempts\": 3")))
        .extracting(LintFinding::rule)
        .doesNotContain(LintRule.RETRY_LOOP);
  }

  @Test
  void findsABreakerThatOnlyAnOperatorCloses() {
    LintFinding found =
        only(
            LintRule.BREAKER_OPERATOR_ONLY,
            with("\"approval\": \"leads\"", "\"approval\": \"leads\", \"breaker\": {}"));
    assertThat(found.message()).contains("mail.purge").contains("probe");
    assertThat(
            lint(
                with(
                    "\"approval\": \"leads\"",
                    "\"approval\": \"leads\", \"breaker\": {\"probe\": \"mail.read\"}")))
        .extracting(LintFinding::rule)
        .doesNotContain(LintRule.BREAKER_OPERATOR_ONLY);
  }

  @Test
  void findsThatNobodyOwnsTheAgentAtTheLineOfItsMetadata() {
    LintFinding found = only(LintRule.JOB_OWNER, with(", \"owner\": \"support\"", ""));
    assertThat(found.line()).isEqualTo(3);
    assertThat(found.toString()).startsWith("m.json:3:").endsWith("[job.owner]");
    assertThat(found.message()).contains("metadata.owner");
  }

  @Test
  void namesTheRolesThatNobodyFills() {
    String text = with("\"product\": \"b\", \"operations\": \"c\", ", "");
    assertThat(only(LintRule.JOB_ACCOUNTABLE, text).message()).contains("product, operations;");
  }

  @Test
  void findsThatThePurposeIsNotWrittenDown() {
    only(LintRule.JOB_APPROVED, with("\"approved\": [\"answer mail\"], ", ""));
    only(LintRule.JOB_PROHIBITED, with("\"prohibited\": [\"send money\"],", ""));
    only(LintRule.JOB_SUCCESS, with(",\n    \"success\": [\"9 of 10 mails answered\"]", ""));
  }

  @Test
  void findsAReviewThatRanOutAndOneThatWasNeverPlanned() {
    only(LintRule.JOB_REVIEW_MISSING, with("\"reviewBy\": \"2027-06-30\",", ""));
    String yesterday = with("2027-06-30", "2026-11-24");
    assertThat(only(LintRule.JOB_REVIEW_STALE, yesterday).message())
        .contains("2026-11-24")
        .contains("2026-11-25");
    assertThat(lint(with("2027-06-30", "2026-11-25"))).hasSize(1);
  }

  @Test
  void findsAToolThatNothingPins() {
    String text = SOUND.replaceFirst("\"digest\": \"" + DIGEST + "\", ", "");
    LintFinding found = only(LintRule.TOOL_UNSIGNED, text);
    assertThat(found.message()).contains("mail.read");
    assertThat(found.line()).isEqualTo(10);
  }

  @Test
  void findsAToolWithAnEffectThatTakesAnyArguments() {
    String text =
        with(
            "\"inputSchema\": {\"properties\": {\"to\": {\"type\": \"string\"}}}, \"approval\"",
            "\"inputSchema\": true, \"approval\"");
    assertThat(only(LintRule.TOOL_ANY_ARGUMENTS, text).message()).contains("mail.purge");
  }

  @Test
  void knowsTheSchemaFromTheDescriptor() {
    String text =
        with("\"inputSchema\": {\"properties\": {\"to\": {\"type\": \"string\"}}}, \"app", "\"app");
    only(LintRule.TOOL_ANY_ARGUMENTS, text);
    ToolDescriptor purge = ToolDescriptor.of("mail.purge", "", Map.of("type", "object"));
    assertThat(Lint.check(Manifest.parse(text, "m.json"), List.of(purge), TODAY)).hasSize(1);
  }

  @Test
  void findsAToolThatNoSessionCanCall() {
    String text = with("\"mail.read\", \"mail.send\", \"mail.purge\"]", "\"mail.read\"]");
    List<LintFinding> found = lint(text);
    assertThat(found)
        .filteredOn(f -> f.rule() == LintRule.TOOL_UNREACHABLE)
        .singleElement()
        .satisfies(f -> assertThat(f.message()).contains("mail.purge"));
  }

  @Test
  void findsARuleBehindOneWithoutACondition() {
    String text =
        with(
            "\"permissions\": [",
            "\"permissions\": [{\"id\": \"never\", \"tools\": [\"mail.send\"],"
                + " \"verdict\": \"forbid\"},");
    assertThat(only(LintRule.RULE_UNREACHABLE, text).message())
        .contains("\"send\"")
        .contains("can never decide");
    String conditional =
        text.replace(
            "\"verdict\": \"forbid\"", "\"when\": \"args.to == 'x'\", \"verdict\": \"forbid\"");
    assertThat(lint(conditional))
        .extracting(LintFinding::rule)
        .doesNotContain(LintRule.RULE_UNREACHABLE);
  }

  @Test
  void doesNotCallARuleUnreachableThatDecidesForAnotherTask() {
    String text =
        with(
                "\"tasks\": [",
                "\"tasks\": [{\"id\": \"quiet\", \"tools\": [\"mail.send\", \"mail.read\"]},")
            .replace(
                "\"permissions\": [",
                "\"permissions\": [{\"id\": \"never\", \"tools\": [\"mail.send\"], \"tasks\":"
                    + " [\"quiet\"], \"verdict\": \"forbid\"},");
    assertThat(lint(text)).extracting(LintFinding::rule).containsOnly(LintRule.CATALOG_UNSIGNED);
  }

  @Test
  void findsAWildcardThatReachesAnEffectAndLeavesOneThatOnlyReads() {
    String star =
        with("\"tools\": [\"mail.send\"], \"when\"", "\"tools\": [\"mail.*\"], \"when\"")
            .replace(
                "\"inputSchema\": true",
                "\"inputSchema\": {\"properties\": {\"to\": {\"type\": \"string\"}}}");
    assertThat(only(LintRule.GRANT_WILDCARD, star).message())
        .contains("\"mail.*\"")
        .contains("mail.send, mail.purge");
    String reads = with("[\"mail.read\", \"mail", "[\"mail.r*\", \"mail");
    assertThat(lint(reads)).extracting(LintFinding::rule).doesNotContain(LintRule.GRANT_WILDCARD);
  }

  @Test
  void findsAToolThatNoBudgetCounts() {
    String text =
        with("\"unit\": \"calls\"", "\"match\": {\"tools\": [\"mail.send\"]}, \"unit\": \"calls\"");
    List<String> messages =
        lint(text).stream()
            .filter(f -> f.rule() == LintRule.BUDGET_UNLIMITED)
            .map(LintFinding::message)
            .toList();
    assertThat(messages).hasSize(2);
    assertThat(messages.get(0)).contains("mail.read").contains("no rate and no step limit");
    assertThat(messages.get(1)).contains("mail.purge");
  }

  @Test
  void findsAToolThatEstimatesNothingOfWhatItsBudgetsCount() {
    String text = with("\"unit\": \"calls\"", "\"unit\": \"usd\"");
    List<String> messages =
        lint(text).stream()
            .filter(f -> f.rule() == LintRule.BUDGET_UNMEASURED)
            .map(LintFinding::message)
            .toList();
    assertThat(messages).hasSize(3);
    assertThat(messages.get(1)).contains("mail.send").contains("(usd)");
    assertThat(lint(with("", "")))
        .extracting(LintFinding::rule)
        .doesNotContain(LintRule.BUDGET_UNMEASURED);
  }

  @Test
  void aRateOrAStepLimitWillDoForWhatOnlyReads() {
    String text =
        with(
                "\"unit\": \"calls\"",
                "\"match\": {\"effect\": [\"write\", \"irreversible\"]}, \"unit\": \"calls\"")
            .replace("\"approvals\":", "\"loops\": {\"maxSteps\": 9}, \"approvals\":");
    assertThat(lint(text)).extracting(LintFinding::rule).doesNotContain(LintRule.BUDGET_UNLIMITED);
  }

  @Test
  void findsAnIrreversibleToolThatNobodyInParticularConfirms() {
    String text =
        with(", \"approval\": \"leads\"", "")
            .replace(",\n  \"approvals\": [{\"id\": \"leads\", \"roles\": [\"lead\"]}]", "");
    assertThat(only(LintRule.APPROVAL_IRREVERSIBLE, text).message()).contains("mail.purge");
  }

  @Test
  void findsAnApprovalThatAnybodyMayGive() {
    String text = with("\"roles\": [\"lead\"]", "\"quorum\": 2");
    assertThat(only(LintRule.APPROVAL_ANYBODY, text).message()).contains("\"leads\"");
  }

  @Test
  void findsUntrustedInputSensitiveAccessAndAnEffectTogether() {
    String text =
        with(
            "\"accepts\": {\"untrusted\": false, \"identityArguments\": [\"to\"]}",
            "\"risk\": \"B\"");
    LintFinding found = only(LintRule.FLOW_RULE_OF_TWO, text);
    assertThat(found.message()).contains("\"mail.send\"").contains("\"mail.read\"");
    assertThat(found.rule().severity()).isEqualTo(LintRule.Severity.ERROR);
  }

  @Test
  void anyOneOfTheThreeTakenAwayIsEnough() {
    String all =
        with(
            "\"accepts\": {\"untrusted\": false, \"identityArguments\": [\"to\"]}",
            "\"risk\": \"B\"");
    for (String[] change :
        new String[][] {
          {"\"integrity\": \"untrusted\", ", "\"integrity\": \"trusted\", "},
          {"\"confidentiality\": \"user\"", "\"confidentiality\": \"public\""},
          {"\"risk\": \"B\"", "\"risk\": \"C\", \"approval\": \"leads\""},
          {
            "\"risk\": \"B\"",
            "\"accepts\": {\"untrusted\": true, \"maxConfidentiality\": \"public\"}"
          },
          {"\"verdict\": \"permit\"", "\"verdict\": \"approve\""}
        }) {
      assertThat(all).contains(change[0]);
      assertThat(lint(all.replace(change[0], change[1])))
          .as(change[1])
          .extracting(LintFinding::rule)
          .doesNotContain(LintRule.FLOW_RULE_OF_TWO);
    }
  }

  @Test
  void looksOverAManifestThatGrantsNothing() {
    Map<String, Object> small = new LinkedHashMap<>(Json.parseObject(SOUND));
    List.of("tasks", "permissions", "budgets", "approvals", "purpose").forEach(small::remove);
    String text = Json.text(small).replace("\"approval\":\"leads\",", "");
    assertThat(text).doesNotContain("leads");
    assertThat(lint(text)).filteredOn(f -> f.rule() == LintRule.TOOL_UNREACHABLE).hasSize(3);
  }

  @Test
  void refusesADateThatIsNone() {
    assertThatThrownBy(() -> lint(with("2027-06-30", "soon")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("reviewBy")
        .hasMessageContaining("2027-06-30");
  }
}
