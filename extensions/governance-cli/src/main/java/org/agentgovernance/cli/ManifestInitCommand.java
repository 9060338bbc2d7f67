package org.agentgovernance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.cli.proposal.Labels;
import org.agentgovernance.cli.proposal.Proposal;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.manifest.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proposes a manifest for tools that nobody has written one for. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Proposes a least-privilege manifest from what tools say of themselves.",
      "Every guess stands under \"review\"; what cannot be guessed is denied. The proposal loads"
          + " as it is, but it is a beginning: somebody has to read it."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance manifest init --tools tools.json --out proposed.manifest.json")
final class ManifestInitCommand implements Callable<Integer> {
  private static final Path STANDARD = Path.of("-");

  private final Terminal terminal;

  @Option(
      names = "--tools",
      required = true,
      paramLabel = "DESCRIPTORS.json",
      description = "What the tools say of themselves, as MCP's tools/list returns it.")
  private Path tools = STANDARD;

  @Option(
      names = "--labels",
      paramLabel = "LABELS.json",
      description = {
        "What somebody knows of them, by tool name: effect (read, mutate), sink (external,"
            + " internal), source (trusted, untrusted), echo, sensitive, gated, identityArgs."
      })
  private @Nullable Path labels;

  @Option(
      names = "--agent",
      paramLabel = "ID",
      description = "The agent's id; agent when nothing is said.")
  private String agent = "agent";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The manifest's name; proposed when nothing is said.")
  private String name = "proposed";

  @Option(names = "--pin", description = "Write down the digest of each descriptor.")
  private boolean pin;

  @Option(
      names = "--out",
      paramLabel = "FILE|-",
      description = "Where it goes; standard output when nothing is said.")
  private Path out = STANDARD;

  @Option(names = "--force", description = "Overwrite a file that is there.")
  private boolean force;

  ManifestInitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<ToolDescriptor> descriptors = ManifestOptions.descriptors(tools);
    Proposal proposal = Proposal.of(descriptors, labels(descriptors), agent, name, pin);
    if (proposal.size() == 0) {
      proposal.summary().forEach(this::say);
      throw new InputException(ExitCode.FAILED, tools + ": there is no tool to propose");
    }
    String text = proposal.text();
    ManifestOptions.compile(Manifest.parse(text, "the proposal"), descriptors, null);
    write(text);
    proposal.summary().forEach(this::say);
    return ExitCode.PASS;
  }

  private Labels labels(List<ToolDescriptor> descriptors) {
    Path file = labels;
    if (file == null) {
      return Labels.NONE;
    }
    Set<String> names = descriptors.stream().map(ToolDescriptor::name).collect(Collectors.toSet());
    try {
      return Labels.parse(Inputs.bytes("--labels", file), names);
    } catch (JsonException | GovernanceException e) {
      throw new InputException(ExitCode.USAGE, "--labels: " + file + ": " + e.getMessage());
    }
  }

  private void write(String text) {
    if (out.equals(STANDARD)) {
      terminal.out().print(text);
      terminal.out().flush();
      return;
    }
    try {
      if (!force && Files.exists(out) && !text.equals(Files.readString(out))) {
        throw InputException.usage(
            "--out: " + out + " is there and differs; say --force to overwrite it");
      }
      Files.writeString(out, text);
    } catch (IOException e) {
      throw InputException.usage(
          "--out: " + out + " cannot be written (" + e.getClass().getSimpleName() + ")");
    }
  }

  private void say(String line) {
    terminal.err().println(Text.wrap("", line, Terminal.WIDTH));
  }
}
