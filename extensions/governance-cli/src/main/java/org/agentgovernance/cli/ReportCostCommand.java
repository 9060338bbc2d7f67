package org.agentgovernance.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditArchive;
import org.agentgovernance.cli.questions.Period;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds up what calls used, by whom it is attributed to. */
@Command(
    name = "cost",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Adds up what calls of tools and models used, as budgets booked it.",
      "Use belongs to the time of its reservation. A call of which the log has no",
      "end counts with what was reserved. Name the logs of all processes that share",
      "a ledger. Logs are not verified; run 'governance audit verify' first."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance report cost audit --by team,project --from 2026-11-01")
final class ReportCostCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "DIR|FILE",
      arity = "1..*",
      description = "Directories of logs, or segments of them.")
  private List<Path> logs = List.of();

  @Option(
      names = "--by",
      paramLabel = "NAME",
      split = ",",
      description = "Tags, or agent, user, issuer, session, task, tool, model. Default: team.")
  private List<String> by = List.of("team");

  @Mixin private final PeriodOptions period = new PeriodOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "table, csv or json. Default: table.")
  private String format = "table";

  ReportCostCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Period wanted = period.read();
    CostReport report = new CostReport(by, wanted.from(), wanted.to());
    if (!List.of("table", "csv", "json").contains(format)) {
      throw InputException.usage("--format: must be table, csv or json");
    }
    int open = 0;
    for (Path log : logs) {
      CallCosts costs = new CallCosts(report::add);
      read(log, costs);
      open += costs.finish();
    }
    String text =
        switch (format) {
          case "csv" -> report.csv();
          case "json" -> report.json();
          default -> report.table();
        };
    terminal.out().print(format.equals("table") ? Text.safe(text) : text);
    if (open > 0) {
      terminal.out().flush();
      terminal
          .err()
          .println(
              Text.wrap(
                  "",
                  "governance: "
                      + open
                      + (open == 1 ? " call has" : " calls have")
                      + " no end in the log; what was reserved is counted",
                  Terminal.WIDTH));
    }
    return ExitCode.PASS;
  }

  private static void read(Path log, CallCosts costs) throws IOException {
    if (Files.isRegularFile(log)) {
      readSegment(log, costs);
      return;
    }
    if (!Files.isDirectory(log)) {
      throw InputException.usage("there is no audit log at " + log);
    }
    long[] records = {0};
    try {
      new AuditArchive(log)
          .read(
              1,
              Long.MAX_VALUE,
              (seq, line, fields) -> {
                records[0] = seq;
                costs.add(fields);
                return true;
              });
    } catch (GovernanceException e) {
      throw InputException.usage(e.getMessage() + "; verify the log");
    } catch (NumberFormatException | DateTimeException e) {
      throw InputException.usage(
          "record " + records[0] + " of " + log + " says what cannot be; verify the log");
    }
    if (records[0] == 0) {
      throw InputException.usage("there is no audit log at " + log);
    }
  }

  /**
   * One segment by itself; a line that is still being written, or that a crash cut off, is none.
   */
  private static void readSegment(Path segment, CallCosts costs) throws IOException {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(segment, StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        String next = lines.readLine();
        number++;
        if (next == null && !endsWithLineFeed(segment)) {
          return;
        }
        try {
          costs.add(Json.parseObject(line));
        } catch (JsonException | NumberFormatException | DateTimeException e) {
          throw InputException.usage(
              "line " + number + " of " + segment + " is no record; verify the log");
        }
        line = next;
      }
    }
  }

  private static boolean endsWithLineFeed(Path segment) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(segment)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() > 0
          && channel.position(channel.size() - 1).read(last) == 1
          && last.get(0) == '\n';
    }
  }
}
