package org.agentgovernance.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command writes what is to be kept. */
final class AuditOutput {
  @Option(names = "--out", paramLabel = "FILE", description = "The file to write; it is replaced.")
  private @Nullable Path file;

  /** Writes to the file, or else to the terminal's output. */
  interface Writing {
    void to(PrintStream out);
  }

  void write(Terminal terminal, Writing writing) {
    Path to = file;
    if (to == null) {
      writing.to(terminal.out());
      return;
    }
    try (PrintStream out =
        new PrintStream(
            new BufferedOutputStream(Files.newOutputStream(to)), false, StandardCharsets.UTF_8)) {
      writing.to(out);
      if (out.checkError()) {
        throw new InputException(ExitCode.FAILED, "--out: " + to + " could not be written");
      }
    } catch (IOException e) {
      throw new InputException(
          ExitCode.FAILED,
          "--out: " + to + " cannot be written (" + e.getClass().getSimpleName() + ")");
    }
  }
}
