package org.agentgovernance.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditHead;
import org.agentgovernance.audit.AuditProblem;
import org.agentgovernance.audit.AuditReport;
import org.agentgovernance.audit.AuditVerifier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies an audit log from its files. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Verifies an audit log: every record is there, unchanged and in order.",
      "Without --head, records cut from the end cannot be told from a log that still runs."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit verify audit")
final class AuditVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR|FILE", description = "The log's directory, or one of its segments.")
  private Path log = Path.of("");

  @Option(
      names = "--head",
      paramLabel = "SEQ:HASH",
      description = "The end of the log as it was kept elsewhere.")
  private @Nullable String head;

  AuditVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    AuditHead expected = expected();
    if (expected == null && !Files.exists(log)) {
      throw InputException.usage("there is no audit log at " + log);
    }
    AuditReport report = AuditVerifier.verify(log, expected);
    AuditProblem problem = report.problem();
    String text = Text.safe(report.toString().stripTrailing());
    if (problem == null) {
      terminal.out().println(text);
      return ExitCode.PASS;
    }
    terminal.out().println(terminal.colour(Terminal.Colour.RED, text));
    if (problem.kind() == AuditProblem.Kind.NOT_FOUND && expected == null) {
      terminal.err().println("governance: " + log + " holds no audit log; nothing was verified");
      return ExitCode.FAILED;
    }
    terminal.err().println("governance: " + Text.safe(where(problem)));
    return ExitCode.TAMPERED;
  }

  private @Nullable AuditHead expected() {
    String text = head;
    if (text == null) {
      return null;
    }
    try {
      return AuditHead.parse(text);
    } catch (IllegalArgumentException e) {
      throw InputException.usage("--head: " + e.getMessage());
    }
  }

  private String where(AuditProblem problem) {
    return "tampered: "
        + problem.kind().name().toLowerCase(Locale.ROOT)
        + ": file "
        + (problem.file().isEmpty() ? log : problem.file())
        + ", line "
        + problem.line()
        + ", seq "
        + problem.seq();
  }
}
