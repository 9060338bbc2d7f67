package org.agentgovernance.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.CatalogVerifier;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.catalog.SignedCatalog;
import org.agentgovernance.catalog.TrustRoot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a catalogue as an application would. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Verifies a catalogue as an application does when it starts.",
      "Without --versions an old catalogue cannot be told from the newest one."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance catalog verify --trust-root trust-root.json catalog.dsse.json")
final class CatalogVerifyCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Clock clock;

  @Mixin private final TrustRootOptions root = new TrustRootOptions();

  @Parameters(paramLabel = "CATALOG.json", description = "The catalogue.")
  private Path catalog = Path.of("");

  @Option(
      names = "--versions",
      paramLabel = "FILE",
      description = "The file of the highest versions seen; it is raised when all is well.")
  private @Nullable Path versions;

  CatalogVerifyCommand(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    TrustRoot trusted = root.require();
    Inputs.check("CATALOG.json", catalog);
    DsseEnvelope envelope = DsseEnvelope.load(catalog);
    HighWaterStore seen =
        versions == null ? HighWaterStore.inMemory() : HighWaterStore.file(versions);
    SignedCatalog verified = new CatalogVerifier(trusted, seen, clock).verify(envelope);
    terminal
        .out()
        .println(
            Text.safe(catalog.toString())
                + " is "
                + terminal.colour(Terminal.Colour.GREEN, "good"));
    CatalogFile.print(verified.statement(), terminal);
    terminal.out().println("  signed by    " + SigningOptions.progress(envelope, trusted));
    List<String> signers = envelope.signedBy(trusted).stream().sorted().toList();
    signers.forEach(id -> terminal.out().println("  key          " + SigningOptions.brief(id)));
    return ExitCode.PASS;
  }
}
