package org.agentgovernance.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditProblem;
import org.agentgovernance.audit.AuditReport;
import org.agentgovernance.audit.AuditVerifier;
import org.agentgovernance.audit.HeldEvidence;
import org.agentgovernance.checkpoint.LogProof;
import org.agentgovernance.checkpoint.SignedCheckpoint.Trust;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies an audit log from its files, or a proof of one record. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Verifies an audit log: every record is there, unchanged and in order.",
      "With --key, that the log's signer vouched for it; with --checkpoint or",
      "--head, that nothing was cut off or rewritten since that was kept.",
      "With --proof, verifies the proof of one record and needs no log."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit verify audit")
final class AuditVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "DIR|FILE",
      arity = "0..1",
      description = "The log's directory, or one of its segments.")
  private @Nullable Path log;

  @Option(
      names = "--proof",
      paramLabel = "FILE",
      description = "A proof as `governance audit prove` writes it.")
  private @Nullable Path proof;

  @Mixin private final AuditEvidenceOptions evidence = new AuditEvidenceOptions();

  AuditVerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Path where = log;
    Path written = proof;
    if ((where == null) == (written == null)) {
      throw InputException.usage("name a log to verify, or a proof with --proof");
    }
    HeldEvidence held = evidence.read();
    return where == null ? proof(written, held) : log(where, held);
  }

  private int log(Path where, HeldEvidence held) {
    if (!evidence.expectsALog() && !Files.exists(where)) {
      throw InputException.usage("there is no audit log at " + where);
    }
    AuditReport report = AuditVerifier.verify(where, held);
    AuditProblem problem = report.problem();
    String text = report.toString().stripTrailing();
    if (problem == null) {
      text.lines().forEach(this::wrapped);
      return ExitCode.PASS;
    }
    terminal.out().println(terminal.colour(Terminal.Colour.RED, Text.safe(text)));
    if (problem.kind() == AuditProblem.Kind.NOT_FOUND && !evidence.expectsALog()) {
      terminal.err().println("governance: " + where + " holds no audit log; nothing was verified");
      return ExitCode.FAILED;
    }
    terminal.err().println("governance: " + Text.safe(where(problem, where)));
    return ExitCode.TAMPERED;
  }

  private void wrapped(String line) {
    if (line.startsWith("  - ")) {
      terminal.out().println(Text.wrap("  - ", line.substring(4), Terminal.WIDTH));
    } else {
      terminal.out().println(Text.safe(line));
    }
  }

  private int proof(@Nullable Path file, HeldEvidence held) {
    if (file == null) {
      throw InputException.usage("--proof names no file");
    }
    LogProof read;
    try {
      read = LogProof.parse(AuditEvidenceOptions.text("--proof", file));
    } catch (IllegalArgumentException e) {
      throw InputException.usage("--proof: " + file + ": " + e.getMessage());
    }
    Trust trust = read.verify(held.keys());
    String record = "record " + (read.index() + 1);
    String tree = read.checkpoint().checkpoint().origin();
    if (trust == Trust.FORGED || (trust == Trust.UNKNOWN && !held.keys().isEmpty())) {
      terminal
          .err()
          .println(
              Text.safe(
                  "governance: tampered: the proof does not show that "
                      + record
                      + " is in a log that a held key signed"));
      return ExitCode.TAMPERED;
    }
    terminal
        .out()
        .println(
            Text.safe(
                "proved: "
                    + record
                    + " is in the log "
                    + tree
                    + " of "
                    + read.checkpoint().checkpoint().size()
                    + " records"));
    terminal
        .out()
        .println(
            trust == Trust.SIGNED
                ? "signed by a key that is held"
                : "by whom the log was signed cannot be known without --key");
    terminal.out().println(Text.safe(read.line()));
    return ExitCode.PASS;
  }

  private static String where(AuditProblem problem, Path log) {
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
