package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report compliance} on the log of a real governor. */
class ReportComplianceCommandTest {
  @TempDir private Path temp;
  private Path log;

  @BeforeEach
  void record() {
    log = temp.resolve("audit");
    new RecordedDays(log).write();
  }

  private Cli.Run run(Object... words) {
    List<Object> all = new ArrayList<>(List.of("report", "compliance", log));
    all.addAll(List.of(words));
    return Cli.run(all.toArray());
  }

  private Map<String, Object> json(Object... words) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--format", "json"));
    Cli.Run run = run(all.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    return Json.parseObject(run.out());
  }

  /** The rows of a table: what stands in the first of two columns, and the count. */
  private static Map<String, Long> counts(
      Map<String, Object> report, String section, String table) {
    Map<String, Long> counts = new TreeMap<>();
    for (Object row : (List<?>) Json.object(report.get(section)).get(table)) {
      Map<String, Object> cells = Json.object(row);
      String name =
          cells.entrySet().stream()
              .filter(cell -> !cell.getKey().equals("count") && !cell.getKey().equals("records"))
              .map(cell -> cell.getValue().toString())
              .findFirst()
              .orElseThrow();
      counts.put(name, (Long) cells.get("count"));
    }
    return counts;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void countsWhatTheGovernorRecorded() {
    Map<String, Object> report = json();
    assertThat(counts(report, "decisions", "counts"))
        .containsEntry("calls permitted", 5L)
        .containsEntry("calls that had to wait for a person", 3L)
        .containsEntry("calls denied", 6L)
        .containsEntry("of the denied: arguments that could not be read", 1L)
        .containsEntry("decisions about calls of a sub-agent", 1L)
        .containsEntry("decisions with the agent's own reasons", 1L)
        .containsEntry("decisions about calls of the model", 1L);
    assertThat(counts(report, "denials", "rules"))
        .containsEntry("never", 1L)
        .containsEntry("large", 2L)
        .containsEntry("(no rule: the control itself)", 2L)
        .hasSize(4); // the fourth is the order that halted
    assertThat(counts(report, "denials", "codes"))
        .containsEntry("permission.forbidden", 1L)
        .containsEntry("approval.rejected", 1L)
        .containsEntry("control.halted", 1L)
        .containsEntry("allowlist.unknown_tool", 1L);
    assertThat(counts(report, "approvals", "counts"))
        .containsEntry("requests to people", 3L)
        .containsEntry("times a person said yes", 1L)
        .containsEntry("times a person said no", 1L)
        .containsEntry("requests that ran out or were taken back", 1L);
    assertThat(counts(report, "approvals", "rules")).containsExactly(Map.entry("large", 3L));
    assertThat(counts(report, "overrides", "rules")).containsExactly(Map.entry("large", 1L));
    assertThat(counts(report, "overrides", "counts"))
        .containsEntry("times a person declared data to be safe", 1L)
        .containsEntry("orders lifted", 1L);
    assertThat(counts(report, "halts", "counts")).containsEntry("orders to halt", 1L);
    assertThat(counts(report, "outcomes", "counts"))
        .containsEntry("tools that succeeded", 4L)
        .containsEntry("tools that failed", 1L)
        .containsEntry("permitted calls without an outcome in the log", 0L);
    assertThat(report.get("drills").toString()).contains("None recorded");
    assertThat(Json.object(report.get("integrity")).get("notes").toString())
        .contains("State: intact")
        .contains("Gaps: none");
  }

  @Test
  void countsAddUpToTheRecordsOfEveryPeriod() {
    long whole = sum(counts(json(), "records", "kinds"));
    assertThat(whole).isEqualTo(Cli.run("audit", "query", log).out().lines().count());
    String[] ends = {
      "2026-03-01", "2026-03-01T10:00:00.001Z", "2026-03-02", "2026-03-02T10:00:00Z"
    };
    for (String end : ends) {
      Map<String, Object> before = json("--to", end);
      Map<String, Object> after = json("--from", end);
      long both = sum(counts(before, "records", "kinds")) + sum(counts(after, "records", "kinds"));
      assertThat(both).as(end).isEqualTo(whole);
      for (Map<String, Object> part : List.of(before, after)) {
        Map<String, Long> kinds = counts(part, "records", "kinds");
        Map<String, Long> decisions = counts(part, "decisions", "counts");
        long denied = decisions.get("calls denied");
        long asked = decisions.get("calls that had to wait for a person");
        long permitted = decisions.get("calls permitted");
        assertThat(denied + asked).isEqualTo(kinds.getOrDefault("decision", 0L));
        assertThat(permitted).isEqualTo(kinds.getOrDefault("intent", 0L));
        assertThat(sum(counts(part, "decisions", "tools"))).isEqualTo(denied + asked + permitted);
        assertThat(sum(counts(part, "decisions", "agents"))).isEqualTo(denied + asked + permitted);
        for (String by : List.of("rules", "codes", "controls")) {
          assertThat(sum(counts(part, "denials", by))).isEqualTo(denied);
        }
        Map<String, Long> outcomes = counts(part, "outcomes", "counts");
        outcomes.remove("permitted calls without an outcome in the log");
        outcomes.remove("calls of the model that ended");
        assertThat(sum(outcomes)).isEqualTo(kinds.getOrDefault("outcome", 0L));
        assertThat(sum(counts(part, "approvals", "counts")))
            .isEqualTo(kinds.getOrDefault("approval", 0L));
        Map<String, Long> orders = counts(part, "halts", "counts");
        assertThat(sum(orders)).isEqualTo(kinds.getOrDefault("control", 0L));
      }
    }
  }

  @Test
  void theSameLogGivesTheSameReport() {
    for (String format : List.of("md", "html", "json")) {
      assertThat(run("--format", format).out()).isEqualTo(run("--format", format).out());
    }
  }

  @Test
  void hostileTextStaysTextInEveryForm() {
    String html = run("--format", "html").out();
    assertThat(html)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;\\u001b[2J\\u202e")
        .doesNotContain("<script")
        .doesNotContain("href")
        .doesNotContain("src=")
        .doesNotContain("url(")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e");
    String markdown = run().out();
    assertThat(markdown)
        .contains(
            "\\<script\\>alert(1)\\</script\\>\\\\u001b\\[2J\\\\u202e\\|\\[x\\](http:\\//evil)")
        .doesNotContainPattern("(?<!\\\\)[<>|\\[\\]]script")
        .doesNotContain("http://")
        .doesNotContain("\u001b");
    assertThat(run("--format", "json").out()).doesNotContain("\u001b").doesNotContain("\u202e");
  }

  @Test
  void markdownTablesHaveAsManyCellsAsTheirHead() {
    int columns = 0;
    for (String line : run().out().lines().toList()) {
      int cells = line.startsWith("|") ? line.replace("\\|", "").split("\\|", -1).length : 0;
      assertThat(cells).as(line).isIn(0, columns == 0 ? cells : columns);
      columns = cells;
    }
  }

  @Test
  void namesTheGapWhenASegmentWasRemoved() throws IOException {
    Files.delete(log.resolve("audit-00000002.jsonl"));
    Path to = temp.resolve("report.md");
    Cli.Run run = run("--out", to);
    assertThat(run.code()).isEqualTo(5);
    assertThat(run.err()).contains("tampered: missing_segment");
    assertThat(Cli.text(to))
        .contains("State: DAMAGED (missing\\_segment) at record")
        .containsPattern("Gap: records [0-9]+ to [0-9]+ are not there\\.")
        .contains("## Decisions");
  }

  @Test
  void namesWhatRetentionRemoved() {
    new RecordedDays(log).removeOldSegments();
    Cli.Run run = run("--from", "2026-03-01");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("Gap: records 1 to [0-9]+ are not there; a record says that retention")
        .contains("The period begins before the first record that is there");
    assertThat(run("--from", "2026-05-01", "--to", "2026-06-01").out())
        .contains("| removals of old segments | 1 |")
        .contains("The period ends after the last record that is there")
        .contains("| calls permitted | 0 |");
  }

  @Test
  void saysHowFarADamagedLogCouldBeRead() {
    Path segment = log.resolve("audit-00000002.jsonl");
    Cli.write(segment, "nonsense\n" + Cli.text(segment));
    Cli.Run run = run();
    assertThat(run.code()).isEqualTo(5);
    assertThat(run.out())
        .contains("State: DAMAGED (changed)")
        .containsPattern("Reading ended after record [0-9]+: ");
  }

  @Test
  void keepsItsExitCodeForEvidenceThatDoesNotFit() throws IOException {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    SignedLog other = new SignedLog(elsewhere);
    other.write(1, "eve");
    Cli.Run run = run("--key", elsewhere.resolve("audit.pub"));
    assertThat(run.code()).isEqualTo(5);
    assertThat(run.out()).contains("DAMAGED (unsigned)");
  }

  @Test
  void mapsEveryFrameworkAndSaysWhereThereIsNothing() {
    Map<String, Object> mappings = Json.object(json().get("mappings"));
    assertThat(mappings.keySet())
        .contains(
            "EU AI Act (Regulation 2024/1689)",
            "NIST AI RMF 1.0",
            "ISO/IEC 42001:2023",
            "SOC 2 (Trust Services Criteria 2017)");
    List<Map<String, Object>> act =
        ((List<?>) mappings.get("EU AI Act (Regulation 2024/1689)"))
            .stream().map(Json::object).toList();
    assertThat(act)
        .extracting(row -> row.get("reference").toString().replaceAll("[(].*", "").trim())
        .contains("Art. 12", "Art. 14", "Art. 19", "Art. 26");
    assertThat(act)
        .filteredOn(row -> row.get("reference").equals("Art. 14(4)(e)"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.get("status")).isEqualTo("supports");
              assertThat(row.get("evidence").toString())
                  .contains("orders to halt: 1 (control given or received, halt)");
            });
    assertThat(act)
        .filteredOn(row -> row.get("reference").equals("Art. 12(3)"))
        .singleElement()
        .satisfies(row -> assertThat(row.get("status")).isEqualTo("not covered"));
    for (Object rows : mappings.values()) {
      for (Object row : (List<?>) rows) {
        if (row instanceof Map<?, ?> cells) {
          assertThat(cells.get("not covered").toString()).as(cells.toString()).isNotBlank();
        }
      }
    }
  }

  @Test
  void aPeriodWithoutAHaltSupportsNoArticleOnHalting() {
    Map<String, Object> mappings = Json.object(json("--to", "2026-03-02").get("mappings"));
    assertThat(mappings.get("EU AI Act (Regulation 2024/1689)").toString())
        .containsPattern("reference=Art. 14\\(4\\)\\(e\\), status=no records");
  }
}
