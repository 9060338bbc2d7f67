package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditArchive;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one record. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = "Shows one record, a field a line. Verify the log before you believe it.",
    footerHeading = "%nExample:%n",
    footer = "  governance audit show audit 42")
final class AuditShowCommand implements Callable<Integer> {
  private static final int NAMES = 20;

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Parameters(index = "1", paramLabel = "SEQ", description = "The number of the record.")
  private long seq;

  AuditShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    boolean[] found = new boolean[1];
    new AuditArchive(log)
        .read(
            seq,
            seq,
            (number, line, fields) -> {
              found[0] = true;
              fields.forEach((name, value) -> show(name, value, 0));
              return false;
            });
    new AuditArchive(log)
        .personal(seq)
        .forEach((name, value) -> show("(beside) " + name, value, 0));
    if (!found[0]) {
      throw new InputException(ExitCode.FAILED, log + " holds no record " + seq);
    }
    return ExitCode.PASS;
  }

  private void show(String name, @Nullable Object value, int depth) {
    String first = "  ".repeat(depth) + Text.pad(Text.safe(name).replace('\n', ' '), NAMES) + " ";
    if (value instanceof Map<?, ?> map && !map.isEmpty() && depth < 3) {
      terminal.out().println(first.stripTrailing());
      Json.object(map).forEach((key, inner) -> show(key, inner, depth + 1));
    } else {
      String text =
          value instanceof String string
              ? string
              : value instanceof List || value instanceof Map || value == null
                  ? Json.text(value)
                  : value.toString();
      terminal.out().println(Text.wrap(first, text, Terminal.WIDTH));
    }
  }
}
