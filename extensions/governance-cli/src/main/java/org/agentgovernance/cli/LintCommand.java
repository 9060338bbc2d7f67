package org.agentgovernance.cli;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.manifest.Lint;
import org.agentgovernance.manifest.LintFinding;
import org.agentgovernance.manifest.LintRule;
import org.agentgovernance.manifest.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks over a valid manifest for what it leaves out and for grants that are too wide. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Looks over a valid manifest for what it leaves out and for grants that are wider than"
          + " anyone meant.",
      "Ends with 1 when something is found that --fail-on counts."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance lint --manifest agent.manifest.json --tools tools.json")
final class LintCommand implements Callable<Integer> {
  /** How findings are written. */
  enum Format {
    text,
    json,
    sarif
  }

  /** Which findings make the command fail. */
  enum FailOn {
    error,
    warning,
    never
  }

  private final Terminal terminal;

  @Mixin private final ManifestOptions options = new ManifestOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, json or sarif; text when nothing is said.")
  private Format format = Format.text;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "warning",
      description = "error, warning or never; warning when nothing is said.")
  private FailOn failOn = FailOn.warning;

  @Option(
      names = "--today",
      paramLabel = "DATE",
      description = "The date that a review must still hold on; today when nothing is said.")
  private @Nullable String today;

  LintCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    LocalDate date = date();
    List<ToolDescriptor> descriptors = options.descriptors();
    Manifest manifest = options.load();
    List<LintFinding> findings = Lint.check(manifest, descriptors, date);
    switch (format) {
      case text -> LintReport.text(manifest, findings, terminal);
      case json -> terminal.out().println(LintReport.json(manifest, findings));
      case sarif -> terminal.out().println(Sarif.of(findings));
    }
    return findings.stream().anyMatch(this::fails) ? ExitCode.FAILED : ExitCode.PASS;
  }

  private boolean fails(LintFinding finding) {
    return failOn == FailOn.warning
        || (failOn == FailOn.error && finding.rule().severity() == LintRule.Severity.ERROR);
  }

  private LocalDate date() {
    String text = today;
    if (text == null) {
      return LocalDate.now(ZoneOffset.UTC);
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw InputException.usage("--today: not a date; write it like 2027-06-30");
    }
  }
}
