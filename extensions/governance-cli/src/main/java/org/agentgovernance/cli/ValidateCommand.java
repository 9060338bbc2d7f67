package org.agentgovernance.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.manifest.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Loads and compiles a manifest and says what is wrong with it, or what is in it. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Loads and compiles a manifest.",
      "Every problem is named with file, line and column; a valid manifest is summed up."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance validate --manifest agent.manifest.json --tools tools.json")
final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final ManifestOptions options = new ManifestOptions();

  ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<ToolDescriptor> descriptors = options.descriptors();
    Manifest manifest = options.load();
    ManifestOptions.compile(manifest, descriptors, options.root());
    ManifestSummary summary = ManifestSummary.of(manifest, descriptors, options.hasDescriptors());
    terminal
        .out()
        .println(
            Text.safe(manifest.name() + " " + manifest.version())
                + " is "
                + terminal.colour(Terminal.Colour.GREEN, "valid"));
    summary.lines().forEach(terminal.out()::println);
    for (String warning : summary.warnings()) {
      terminal
          .out()
          .println(
              Text.wrap("warning: ", warning, Terminal.WIDTH)
                  .replaceFirst("^warning:", terminal.colour(Terminal.Colour.YELLOW, "warning:")));
    }
    return ExitCode.PASS;
  }
}
