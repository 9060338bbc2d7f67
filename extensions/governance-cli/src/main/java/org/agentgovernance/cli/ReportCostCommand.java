package org.agentgovernance.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.agentgovernance.cli.questions.Period;
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
      "The log is not verified; run 'governance audit verify' first."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance report cost audit --by team,project --from 2026-11-01")
final class ReportCostCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR|FILE", description = "The log's directory, or one of its segments.")
  private Path log = Path.of("");

  @Option(
      names = "--by",
      paramLabel = "NAME",
      split = ",",
      description = "Tags, or agent, user, session, task, tool, model. Default: team.")
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
    for (Path segment : segments()) {
      read(segment, report);
    }
    String text =
        switch (format) {
          case "csv" -> report.csv();
          case "json" -> report.json();
          default -> report.table();
        };
    terminal.out().print(format.equals("table") ? Text.safe(text) : text);
    return ExitCode.PASS;
  }

  private List<Path> segments() throws IOException {
    if (Files.isRegularFile(log)) {
      return List.of(log);
    }
    if (!Files.isDirectory(log)) {
      throw InputException.usage("there is no audit log at " + log);
    }
    try (Stream<Path> files = Files.list(log)) {
      List<Path> segments =
          files
              .filter(file -> file.getFileName().toString().matches("audit-[0-9]{8}\\.jsonl"))
              .sorted()
              .toList();
      if (segments.isEmpty()) {
        throw InputException.usage("there is no audit log at " + log);
      }
      return segments;
    }
  }

  private static void read(Path segment, CostReport report) throws IOException {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(segment, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          report.add(Json.parseObject(line));
        } catch (JsonException | NumberFormatException e) {
          throw InputException.usage(
              "line " + number + " of " + segment + " is no record; verify the log");
        }
      }
    }
  }
}
