package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.LintFinding;
import org.agentgovernance.manifest.LintRule;
import org.jspecify.annotations.Nullable;

/** What lint found as a log in SARIF 2.1.0, which code hosts show beside the manifest's lines. */
final class Sarif {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  private static final String PAGE = "https://agentgovernance.org/docs/lint#";

  private static final List<LintRule> RULES = List.of(LintRule.values());

  private Sarif() {}

  static String of(List<LintFinding> findings) {
    Map<String, @Nullable Object> driver = new LinkedHashMap<>();
    driver.put("name", "governance lint");
    driver.put("informationUri", "https://agentgovernance.org");
    driver.put("rules", rules());
    Map<String, @Nullable Object> run = new LinkedHashMap<>();
    run.put("tool", Map.of("driver", driver));
    run.put("columnKind", "utf16CodeUnits");
    run.put("results", findings.stream().map(Sarif::result).toList());
    Map<String, @Nullable Object> log = new LinkedHashMap<>();
    log.put("$schema", SCHEMA);
    log.put("version", "2.1.0");
    log.put("runs", List.of(run));
    return Json.text(log);
  }

  private static List<Object> rules() {
    List<Object> rules = new ArrayList<>();
    for (LintRule rule : RULES) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("id", rule.id());
      one.put("shortDescription", Map.of("text", rule.title()));
      // The anchor that a heading of the rule's id gets: without its full stop.
      one.put("helpUri", PAGE + rule.id().replace(".", ""));
      one.put("defaultConfiguration", Map.of("level", LintReport.severity(rule)));
      rules.add(one);
    }
    return rules;
  }

  private static Map<String, @Nullable Object> result(LintFinding finding) {
    Map<String, @Nullable Object> region = new LinkedHashMap<>();
    region.put("startLine", (long) finding.line());
    region.put("startColumn", (long) finding.column());
    Map<String, @Nullable Object> place = new LinkedHashMap<>();
    place.put("artifactLocation", Map.of("uri", uri(finding.file())));
    place.put("region", region);
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("ruleId", finding.rule().id());
    result.put("ruleIndex", (long) RULES.indexOf(finding.rule()));
    result.put("level", LintReport.severity(finding.rule()));
    result.put("message", Map.of("text", finding.message()));
    result.put("locations", List.of(Map.of("physicalLocation", place)));
    return result;
  }

  /** A path as a URI reference; a relative one stays relative to where the command was run. */
  private static String uri(String file) {
    Path path = Path.of(file);
    if (path.isAbsolute()) {
      return path.toUri().toString();
    }
    Path here = Path.of("").toAbsolutePath();
    return here.toUri().relativize(here.resolve(path).toUri()).toString();
  }
}
