package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows a grant and who has signed it. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Shows what a standing grant allows and who has signed it.",
      "Fails when it has fewer signatures than the trust root asks for."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance grant show --trust-root trust-root.json recall.dsse.json")
final class GrantShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final TrustRootOptions root = new TrustRootOptions();

  @Parameters(paramLabel = "GRANT.dsse.json", description = "The grant in its envelope.")
  private Path file = Path.of("");

  GrantShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TrustRoot trusted = root.require();
    DsseEnvelope envelope = GrantFile.load(file);
    GrantFile.print(envelope, trusted, terminal);
    return SigningOptions.complete(envelope, trusted) ? ExitCode.PASS : ExitCode.FAILED;
  }
}
