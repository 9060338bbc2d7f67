package org.agentgovernance.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditArchive;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes records for other programs. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Writes records: as stored (jsonl), or a table of the",
      "most asked fields (csv)."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit export audit --from 1 --to 500 --format csv --out audit.csv")
final class AuditExportCommand implements Callable<Integer> {
  private static final String[] COLUMNS = {
    "seq", "at", "kind", "call", "session", "agent", "user", "tool", "version", "verdict", "code",
    "rule", "message"
  };

  enum Format {
    jsonl,
    csv
  }

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Option(names = "--from", paramLabel = "SEQ", description = "The first record (1).")
  private long from = 1;

  @Option(names = "--to", paramLabel = "SEQ", description = "The last record (the end).")
  private long to = Long.MAX_VALUE;

  @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl or csv (jsonl).")
  private Format format = Format.jsonl;

  @Mixin private final AuditOutput output = new AuditOutput();

  AuditExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    output.write(terminal, this::write);
    return ExitCode.PASS;
  }

  private void write(PrintStream out) {
    if (format == Format.csv) {
      out.print(String.join(",", COLUMNS) + "\r\n");
    }
    new AuditArchive(log)
        .read(
            from,
            to,
            (seq, line, fields) -> {
              out.print(format == Format.csv ? row(fields) : line + "\n");
              return !out.checkError();
            });
  }

  private static String row(Map<String, @Nullable Object> fields) {
    StringBuilder row = new StringBuilder();
    for (String column : COLUMNS) {
      Object value = fields.get(column);
      if (value instanceof Map<?, ?> user) {
        value = user.get("id");
      }
      row.append(row.isEmpty() ? "" : ",").append(cell(value == null ? "" : value.toString()));
    }
    return row.append("\r\n").toString();
  }

  /** A quoted cell; one that a table program would take for a formula begins with an apostrophe. */
  static String cell(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    String safe = Text.safe(text).replace('\n', ' ').replace("\"", "\"\"");
    return "\"" + (formula ? "'" : "") + safe + "\"";
  }
}
