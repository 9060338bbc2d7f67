package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.LintRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {
  @TempDir private Path temp;
  private Path manifest;

  @BeforeEach
  void copySamples() {
    manifest = Cli.samples(temp).resolve("agent.manifest.json");
  }

  private Cli.Run lint(Object... more) {
    Object[] words = new Object[more.length + 3];
    words[0] = "lint";
    words[1] = "--manifest";
    words[2] = manifest;
    System.arraycopy(more, 0, words, 3, more.length);
    return Cli.run(words);
  }

  @Test
  void namesRuleLineAndNextStepWithinEightyColumns() {
    Cli.Run run = lint();
    assertThat(run.code()).isEqualTo(ExitCode.FAILED);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("(?m)^ +\\d+:\\d+ +warning  grant.wildcard$")
        .contains("0 errors")
        .contains("docs/lint.md");
    assertThat(run.out().lines().skip(1)).allMatch(line -> line.length() <= 80);
  }

  @Test
  void failsOnlyOnWhatItIsToldToFailOn() {
    assertThat(lint("--fail-on", "error").code()).isZero();
    assertThat(lint("--fail-on", "never").code()).isZero();
    assertThat(lint("--fail-on", "warning").code()).isEqualTo(ExitCode.FAILED);
    Cli.write(manifest, Cli.text(manifest).replace(", \"owner\": \"payments-operations\"", ""));
    assertThat(lint("--fail-on", "error").code()).isEqualTo(ExitCode.FAILED);
    assertThat(lint("--fail-on", "never").code()).isZero();
  }

  @Test
  void tellsAReviewThatRanOutByTheDateItIsGiven() {
    Cli.write(
        manifest,
        Cli.text(manifest)
            .replace(
                "\"version\": \"1.4.0\"", "\"version\": \"1.4.0\", \"reviewBy\": \"2026-06-30\""));
    assertThat(lint("--today", "2026-06-30").out()).doesNotContain("job.review");
    assertThat(lint("--today", "2026-07-01").out()).contains("error    job.review-stale");
    assertThat(lint("--today", "tomorrow").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void writesJsonForPrograms() {
    Map<String, Object> report = Json.parseObject(lint("--format", "json").out());
    assertThat(report).containsEntry("manifest", "refund-agent").containsKey("digest");
    List<?> findings = (List<?>) report.get("findings");
    assertThat(findings).isNotEmpty();
    assertThat(Json.object(findings.get(0)))
        .containsOnlyKeys("rule", "severity", "file", "line", "column", "message");
  }

  @Test
  void writesSarifWhoseResultsReferToItsRules() {
    Map<String, Object> log = Json.parseObject(lint("--format", "sarif").out());
    assertThat(log).containsEntry("version", "2.1.0").containsKey("$schema");
    Map<String, Object> run = Json.object(((List<?>) log.get("runs")).get(0));
    Map<String, Object> driver = Json.object(Json.object(run.get("tool")).get("driver"));
    List<?> rules = (List<?>) driver.get("rules");
    assertThat(rules).hasSize(LintRule.values().length);
    List<?> results = (List<?>) run.get("results");
    assertThat(results).isNotEmpty();
    for (Object item : results) {
      Map<String, Object> result = Json.object(item);
      Map<String, Object> rule =
          Json.object(rules.get(((Long) result.get("ruleIndex")).intValue()));
      assertThat(rule.get("id")).isEqualTo(result.get("ruleId"));
      assertThat(result.get("level")).isIn("error", "warning");
      Map<String, Object> location = Json.object(((List<?>) result.get("locations")).get(0));
      Map<String, Object> place = Json.object(location.get("physicalLocation"));
      assertThat((String) Json.object(place.get("artifactLocation")).get("uri"))
          .endsWith("agent.manifest.json");
      assertThat((Long) Json.object(place.get("region")).get("startLine")).isPositive();
    }
  }

  @Test
  void refusesAManifestThatIsNotValidBeforeItLooks() {
    Cli.write(manifest, "{}");
    assertThat(lint().code()).isEqualTo(ExitCode.INVALID_MANIFEST);
  }
}
