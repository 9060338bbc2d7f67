package org.agentgovernance.examples.banking;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.agentgovernance.audit.AuditProblem;
import org.agentgovernance.audit.AuditReport;
import org.agentgovernance.audit.AuditVerifier;
import org.agentgovernance.examples.banking.Terminal.Tone;

/** Verifies the log that was just written, then a copy of it in which one byte was changed. */
final class AuditCheck {
  private static final int COLUMN = 9;

  private final Terminal terminal;

  AuditCheck(Terminal terminal) {
    this.terminal = terminal;
  }

  void run(Path log) {
    Path copy = log.resolveSibling("changed-copy");
    terminal.blank();
    terminal.heading("Audit log");
    terminal.labelled(0, COLUMN, Tone.PLAIN, "files", log.toString());
    report("verify", AuditVerifier.verify(log));
    try {
      terminal.labelled(0, COLUMN, Tone.PLAIN, "forge", forge(log, copy));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    report("verify", AuditVerifier.verify(copy));
  }

  /** Copies the log and, in the copy, turns a payment of 50 into one of 90. */
  private static String forge(Path log, Path copy) throws IOException {
    Files.createDirectory(copy);
    String changed = "";
    try (var files = Files.list(log)) {
      List<Path> segments =
          files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
      for (Path segment : segments) {
        byte[] bytes = Files.readAllBytes(segment);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("\"amount\":50");
        if (changed.isEmpty() && at >= 0) {
          int digit = at + "\"amount\":".length();
          bytes[digit] = '9';
          long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
          changed = "in a copy, line " + line + ": \"amount\":50 becomes \"amount\":90";
        }
        Files.write(copy.resolve(String.valueOf(segment.getFileName())), bytes);
      }
    }
    return changed;
  }

  private static String head(AuditReport report) {
    return Terminal.shortened(report.head().toString(), 24);
  }

  private void report(String label, AuditReport report) {
    AuditProblem problem = report.problem();
    if (problem == null) {
      terminal.labelled(
          0,
          COLUMN,
          Tone.GOOD,
          label,
          "intact: " + report.records() + " records, head " + head(report));
    } else {
      terminal.labelled(
          0,
          COLUMN,
          Tone.STOPPED,
          label,
          "DAMAGED: " + problem.file() + " line " + problem.line() + ": " + problem.message());
    }
  }
}
