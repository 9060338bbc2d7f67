package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a grant, or adds a signature to one. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Signs a standing grant and shows what it allows.",
      "Without --grant it only adds signatures; read it with \"show\" first."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  governance grant sign --trust-root trust-root.json --key alice.pem \\%n"
            + "    --grant recall.json recall.dsse.json%n"
            + "  governance grant sign --trust-root trust-root.json --key bob.pem \\%n"
            + "    recall.dsse.json")
final class GrantSignCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final TrustRootOptions root = new TrustRootOptions();
  @Mixin private final SigningOptions signing = new SigningOptions();

  @Option(
      names = "--grant",
      paramLabel = "GRANT.json",
      description = "The grant as it was written; its envelope must not exist yet.")
  private @Nullable Path written;

  @Parameters(paramLabel = "GRANT.dsse.json", description = "The envelope that is written.")
  private Path file = Path.of("");

  GrantSignCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    TrustRoot trusted = root.require();
    DsseEnvelope envelope;
    if (written == null) {
      envelope = GrantFile.load(file);
      // Whoever adds a signature must not sign what no application takes.
      StandingGrant.parse(envelope.payload());
    } else {
      byte[] grant = Inputs.bytes("--grant", written);
      StandingGrant.parse(grant);
      envelope = DsseEnvelope.of(StandingGrant.PAYLOAD_TYPE, grant);
    }
    DsseEnvelope signed = SigningOptions.sign(envelope, signing.keys(), trusted);
    if (written == null) {
      OutputFile.replace("GRANT.dsse.json", file, signed.toJson());
    } else {
      OutputFile.create("GRANT.dsse.json", file, signed.toJson());
    }
    GrantFile.print(signed, trusted, terminal);
    return ExitCode.PASS;
  }
}
