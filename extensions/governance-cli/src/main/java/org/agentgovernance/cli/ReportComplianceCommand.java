package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.cli.questions.AskedLog;
import org.agentgovernance.cli.questions.ComplianceReport;
import org.agentgovernance.cli.questions.Period;
import org.agentgovernance.cli.questions.Rendering;
import org.agentgovernance.cli.questions.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reports on a period for auditors. */
@Command(
    name = "compliance",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Verifies a log and counts what a period holds: decisions, denials,",
      "approvals, overrides, halts, gaps; and which articles and controls",
      "of laws and standards the records can support."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  governance report compliance audit --from 2026-01-01 --to 2026-04-01 --format html"
            + " --out q1.html")
final class ReportComplianceCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Mixin private final PeriodOptions period = new PeriodOptions();

  @Option(names = "--format", paramLabel = "FORMAT", description = "md, html or json (md).")
  private Rendering format = Rendering.md;

  @Mixin private final AuditOutput output = new AuditOutput();
  @Mixin private final AuditEvidenceOptions evidence = new AuditEvidenceOptions();

  ReportComplianceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Period wanted = period.read();
    AskedLog asked = AskedLogs.open(log, evidence);
    Report report = ComplianceReport.of(asked, wanted);
    output.write(terminal, out -> out.print(format.render(report)));
    return AskedLogs.close(asked, terminal);
  }
}
