package org.agentgovernance.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.LintFinding;
import org.agentgovernance.manifest.LintRule;
import org.agentgovernance.manifest.Manifest;
import org.jspecify.annotations.Nullable;

/** Writes what lint found, for people and for programs. */
final class LintReport {
  private LintReport() {}

  static void text(Manifest manifest, List<LintFinding> findings, Terminal terminal) {
    if (!findings.isEmpty()) {
      terminal.out().println(Text.safe(manifest.file()).replace('\n', ' '));
    }
    for (LintFinding finding : findings) {
      terminal.out().println(heading(finding, terminal));
      terminal.out().println(Text.wrap("    ", finding.message(), Terminal.WIDTH));
    }
    terminal.out().println(summary(manifest, findings, terminal));
  }

  private static String heading(LintFinding finding, Terminal terminal) {
    boolean error = finding.rule().severity() == LintRule.Severity.ERROR;
    return Text.pad("  " + finding.line() + ":" + finding.column(), 10)
        + terminal.colour(
            error ? Terminal.Colour.RED : Terminal.Colour.YELLOW, error ? "error  " : "warning")
        + "  "
        + finding.rule().id();
  }

  private static String summary(Manifest manifest, List<LintFinding> findings, Terminal terminal) {
    String name = Text.safe(manifest.name() + " " + manifest.version());
    if (findings.isEmpty()) {
      return name + ": " + terminal.colour(Terminal.Colour.GREEN, "nothing found");
    }
    long errors =
        findings.stream().filter(f -> f.rule().severity() == LintRule.Severity.ERROR).count();
    return name
        + ": "
        + count(errors, "error")
        + ", "
        + count(findings.size() - errors, "warning")
        + "\nEach rule is explained in docs/lint.md.";
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  static String json(Manifest manifest, List<LintFinding> findings) {
    List<Object> list = new ArrayList<>();
    for (LintFinding finding : findings) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("rule", finding.rule().id());
      one.put("severity", severity(finding.rule()));
      one.put("file", finding.file());
      one.put("line", (long) finding.line());
      one.put("column", (long) finding.column());
      one.put("message", finding.message());
      list.add(one);
    }
    Map<String, @Nullable Object> report = new LinkedHashMap<>();
    report.put("manifest", manifest.name());
    report.put("version", manifest.version());
    report.put("digest", manifest.digest().toString());
    report.put("findings", list);
    return Json.text(report);
  }

  static String severity(LintRule rule) {
    return rule.severity().name().toLowerCase(Locale.ROOT);
  }
}
