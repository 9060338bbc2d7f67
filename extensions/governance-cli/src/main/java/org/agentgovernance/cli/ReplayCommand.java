package org.agentgovernance.cli;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.cli.replay.Replay;
import org.agentgovernance.cli.replay.ReplaySummary;
import org.agentgovernance.manifest.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Replays recorded calls through a manifest. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Replays recorded calls through a manifest: JSON Lines in, one answer for each call out."
          + " No tool runs; what each returned when it was recorded stands in for it.",
      "The time of the lines drives the clock. A summary goes to standard error. Lines that are"
          + " not well-formed are answered with an error and do not end the replay."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  governance replay --manifest agent.manifest.json --tools tools.json \\",
      "    --calls calls.jsonl --out answers.jsonl"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final Path STANDARD = Path.of("-");

  private final Terminal terminal;

  @Mixin private final ManifestOptions options = new ManifestOptions();

  @Option(
      names = "--calls",
      required = true,
      paramLabel = "FILE|-",
      description = "The recorded lines; - is standard input.")
  private Path calls = STANDARD;

  @Option(
      names = "--out",
      paramLabel = "FILE|-",
      description = "Where the answers go; standard output when nothing is said.")
  private Path out = STANDARD;

  @Option(
      names = "--audit",
      paramLabel = "DIR",
      description = "Keep an audit log of the replay there; none is kept when nothing is said.")
  private @Nullable Path audit;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<ToolDescriptor> descriptors = options.descriptors();
    Manifest manifest = options.load();
    ManifestOptions.compile(manifest, descriptors, options.root());
    if (!calls.equals(STANDARD)) {
      Inputs.check("--calls", calls);
    }
    if (!out.equals(STANDARD)) {
      refuseToOverwrite(calls, "--calls");
      refuseToOverwrite(options.file(), "--manifest");
    }
    ReplaySummary summary;
    try (InputStream in = openCalls();
        OutputStream answers = openOut()) {
      summary = Replay.run(manifest, descriptors, options.root(), audit, in, answers, this::warn);
    } catch (IOException e) {
      throw new InputException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
    terminal.out().flush();
    terminal.err().print(new ReplayTable(terminal, manifest, summary).text());
    return ExitCode.PASS;
  }

  private void warn(String warning) {
    terminal
        .err()
        .println(terminal.colour(Terminal.Colour.YELLOW, "warning:") + " " + Text.safe(warning));
  }

  private void refuseToOverwrite(Path input, String option) {
    try {
      if (!input.equals(STANDARD) && Files.exists(out) && Files.isSameFile(input, out)) {
        throw InputException.usage("--out: would overwrite the file of " + option);
      }
    } catch (IOException e) {
      throw Inputs.unreadable("--out", out.toString(), e);
    }
  }

  private InputStream openCalls() {
    try {
      return calls.equals(STANDARD)
          ? new Unclosed(terminal.in())
          : new BufferedInputStream(Files.newInputStream(calls), 1 << 16);
    } catch (IOException e) {
      throw Inputs.unreadable("--calls", calls.toString(), e);
    }
  }

  private OutputStream openOut() {
    if (out.equals(STANDARD)) {
      return new Standard(terminal.out());
    }
    try {
      return Files.newOutputStream(out);
    } catch (IOException e) {
      throw InputException.usage(
          "--out: " + out + " cannot be written (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** Standard input, which is not this command's to close. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }

  /** Standard output, which tells of a reader that has gone only when it is asked. */
  private static final class Standard extends FilterOutputStream {
    private final PrintStream stream;

    Standard(PrintStream stream) {
      super(stream);
      this.stream = stream;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      stream.write(bytes, from, count);
      check();
    }

    @Override
    public void flush() throws IOException {
      check();
    }

    private void check() throws IOException {
      if (stream.checkError()) {
        throw new IOException("nobody reads standard output any more");
      }
    }

    @Override
    public void close() throws IOException {
      check();
    }
  }
}
