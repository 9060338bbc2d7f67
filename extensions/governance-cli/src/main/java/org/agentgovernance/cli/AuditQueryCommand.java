package org.agentgovernance.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.cli.questions.AskedLog;
import org.agentgovernance.cli.questions.RecordFilter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds records. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Verifies a log and shows the records that match, a line each, in",
      "their order. All that is asked for must hold."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit query audit --user alice --verdict deny --from 2026-01-01")
final class AuditQueryCommand implements Callable<Integer> {
  enum Format {
    text,
    jsonl
  }

  enum Wanted {
    permit,
    approve,
    deny
  }

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Option(names = "--user", paramLabel = "ID", description = "For which user.")
  private @Nullable String user;

  @Option(names = "--agent", paramLabel = "ID", description = "By which agent.")
  private @Nullable String agent;

  @Option(
      names = "--tool",
      paramLabel = "NAME",
      description = "Of which tool; with a star at the end, which begin with the name.")
  private @Nullable String tool;

  @Option(
      names = "--verdict",
      paramLabel = "VERDICT",
      description = "permit, approve (a person is needed) or deny.")
  private @Nullable Wanted verdict;

  @Option(names = "--session", paramLabel = "ID", description = "In which session.")
  private @Nullable String session;

  @Option(names = "--code", paramLabel = "CODE", description = "With which reason code.")
  private @Nullable String code;

  @Mixin private final PeriodOptions period = new PeriodOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text, or jsonl: the records as they are stored (text).")
  private Format format = Format.text;

  @Mixin private final AuditOutput output = new AuditOutput();
  @Mixin private final AuditEvidenceOptions evidence = new AuditEvidenceOptions();

  AuditQueryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    RecordFilter filter =
        new RecordFilter(
            user,
            agent,
            tool,
            verdict == null ? null : verdict.name(),
            session,
            code,
            period.read());
    AskedLog asked = AskedLogs.open(log, evidence);
    long[] counts = new long[2];
    output.write(terminal, out -> write(asked, filter, counts, out));
    terminal.err().println(counts[0] + " of " + counts[1] + " records match");
    return AskedLogs.close(asked, terminal);
  }

  private void write(AskedLog asked, RecordFilter filter, long[] counts, PrintStream out) {
    asked.read(
        entry -> {
          counts[1]++;
          if (filter.matches(entry)) {
            counts[0]++;
            out.println(
                format == Format.jsonl
                    ? entry.line()
                    : AuditTailCommand.summary(entry.seq(), entry.fields()));
          }
          return !out.checkError();
        });
  }
}
