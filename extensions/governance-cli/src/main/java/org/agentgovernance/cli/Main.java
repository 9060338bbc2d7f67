package org.agentgovernance.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.agentgovernance.rollout.Order;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command {@code governance}. */
public final class Main {
  private Main() {}

  /**
   * Runs the command and ends the process with its exit code: 0 pass, 1 failed, 2 usage, 3 invalid
   * manifest, 5 audit tampered.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    boolean colours = Terminal.showsColours(System.getenv());
    int code = run(args, new Terminal(System.in, out, err, colours));
    out.flush();
    err.flush();
    if (code == ExitCode.PASS && out.checkError()) {
      code = ExitCode.FAILED;
    }
    System.exit(code);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
        false,
        StandardCharsets.UTF_8);
  }

  /** Runs the command on given streams; never throws and never ends the process. */
  static int run(String[] args, Terminal terminal) {
    try {
      return commandLine(terminal).execute(args);
    } catch (Exception | StackOverflowError | OutOfMemoryError | LinkageError e) {
      return Failures.report(e, terminal);
    }
  }

  private static CommandLine control(Terminal terminal) {
    CommandLine control =
        new CommandLine(new ControlCommand()).addSubcommand(new ControlStatusCommand(terminal));
    for (Order.Kind kind : Order.Kind.values()) {
      control.addSubcommand(
          kind.word(), new ControlOrderCommand(kind, terminal, Clock.systemUTC()));
    }
    return control;
  }

  private static CommandLine catalog(Terminal terminal) {
    Clock clock = Clock.systemUTC();
    return new CommandLine(new CatalogCommand())
        .addSubcommand(new CatalogInitRootCommand(terminal, clock))
        .addSubcommand(new CatalogAddKeyCommand(terminal, clock))
        .addSubcommand(new CatalogRotateCommand(terminal, clock))
        .addSubcommand(new CatalogSignCommand(terminal, clock))
        .addSubcommand(new CatalogVerifyCommand(terminal, clock))
        .addSubcommand(new CatalogDiffCommand(terminal))
        .addSubcommand(new CatalogRevokeCommand(terminal, clock));
  }

  private static CommandLine commandLine(Terminal terminal) {
    CommandLine line =
        new CommandLine(new GovernanceCommand())
            .addSubcommand(
                new CommandLine(new ManifestCommand())
                    .addSubcommand(new ManifestInitCommand(terminal)))
            .addSubcommand(new ValidateCommand(terminal))
            .addSubcommand(new LintCommand(terminal))
            .addSubcommand(new ExplainCommand(terminal))
            .addSubcommand(new ReplayCommand(terminal))
            .addSubcommand(
                new CommandLine(new AuditCommand())
                    .addSubcommand(new AuditVerifyCommand(terminal))
                    .addSubcommand(new AuditCheckpointCommand(terminal))
                    .addSubcommand(new AuditProveCommand(terminal))
                    .addSubcommand(new AuditShowCommand(terminal))
                    .addSubcommand(new AuditTailCommand(terminal))
                    .addSubcommand(new AuditQueryCommand(terminal))
                    .addSubcommand(new AuditSessionCommand(terminal))
                    .addSubcommand(new AuditExportCommand(terminal))
                    .addSubcommand(new AuditEraseCommand(terminal))
                    .addSubcommand(new AuditKeyCommand(terminal)))
            .addSubcommand(
                new CommandLine(new ReportCommand())
                    .addSubcommand(new ReportCostCommand(terminal))
                    .addSubcommand(new ReportComplianceCommand(terminal)))
            .addSubcommand(catalog(terminal))
            .addSubcommand(
                new CommandLine(new GrantCommand())
                    .addSubcommand(new GrantSignCommand(terminal))
                    .addSubcommand(new GrantShowCommand(terminal)))
            .addSubcommand(control(terminal))
            .addSubcommand(new SchemaCommand(terminal));
    Ansi ansi = terminal.colours() ? Ansi.ON : Ansi.OFF;
    return line.setOut(terminal.outWriter())
        .setErr(terminal.errWriter())
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setExpandAtFiles(false)
        .setUsageHelpWidth(Terminal.WIDTH)
        .setUsageHelpAutoWidth(false)
        .setParameterExceptionHandler((wrong, args) -> Failures.usage(wrong, terminal))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> Failures.report(failure, terminal));
  }
}
