package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditArchive;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the last records, a line each. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = "Shows the last records, a line each.",
    footerHeading = "%nExample:%n",
    footer = "  governance audit tail audit --lines 20")
final class AuditTailCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "How many records (10).")
  private int lines = 10;

  AuditTailCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (lines < 1 || lines > MOST) {
      throw InputException.usage("--lines: 1 to " + MOST);
    }
    ArrayDeque<String> last = new ArrayDeque<>();
    new AuditArchive(log)
        .read(
            1,
            Long.MAX_VALUE,
            (seq, line, fields) -> {
              if (last.size() == lines) {
                last.remove();
              }
              last.add(summary(seq, fields));
              return true;
            });
    if (last.isEmpty()) {
      throw new InputException(ExitCode.FAILED, log + " holds no record");
    }
    last.forEach(terminal.out()::println);
    return ExitCode.PASS;
  }

  /** Number, time, kind, and what there is of tool, verdict and code. */
  static String summary(long seq, Map<String, @Nullable Object> fields) {
    StringBuilder out = new StringBuilder(80);
    out.append(seq).append(' ').append(fields.get("at")).append(' ').append(fields.get("kind"));
    for (String name : new String[] {"tool", "verdict", "code", "agent"}) {
      Object value = fields.get(name);
      if (value != null) {
        out.append(' ').append(value);
      }
    }
    if (fields.get("outcome") instanceof Map<?, ?> outcome && outcome.get("kind") != null) {
      out.append(' ').append(outcome.get("kind"));
    }
    return Text.cut(Text.safe(out.toString()).replace('\n', ' '), Terminal.WIDTH);
  }
}
