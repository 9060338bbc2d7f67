package org.agentgovernance.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes one more key and signs the trust root that has it. */
@Command(
    name = "add-key",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Makes a key and signs the next trust root, which has it.",
      "To add a key that somebody else has made, use \"rotate --add\"."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  governance catalog add-key --trust-root trust-root.json --new carol.pem \\%n"
            + "    --key alice.pem --key bob.pem --out root-2.json")
final class CatalogAddKeyCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Clock clock;

  @Mixin private final TrustRootOptions root = new TrustRootOptions();
  @Mixin private final SigningOptions signing = new SigningOptions();

  @Option(
      names = "--new",
      required = true,
      paramLabel = "KEY.pem",
      description = "The file of the key to make; it must not exist.")
  private Path made = Path.of("");

  @Option(names = "--threshold", paramLabel = "N", description = "How many keys must sign.")
  private @Nullable Integer threshold;

  @Option(
      names = "--valid",
      paramLabel = "PERIOD|TIME",
      description = "How long the next root holds; P1Y when nothing is said.")
  private String valid = "P1Y";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "ROTATION.json",
      description = "The signed next root; the file must not exist.")
  private Path out = Path.of("");

  CatalogAddKeyCommand(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    NextRoot next = new NextRoot(terminal, root.require(), out);
    if (next.begun() || Files.exists(made)) {
      throw InputException.usage((next.begun() ? "--out: " + out : "--new: " + made) + " exists");
    }
    Instant expires = Validity.until("--valid", valid, clock.instant());
    List<KeyPair> keys = new ArrayList<>(signing.keys());
    KeyPair pair = KeyFile.make(made);
    keys.add(pair);
    terminal.out().println("made " + Text.safe(made + ": keep it secret; its public key is in"));
    terminal.out().println("  " + Text.safe(KeyFile.beside(made).toString()));
    TrustRoot changed = next.change(List.of(pair.getPublic()), List.of(), threshold, expires);
    return next.sign(DsseEnvelope.of(TrustRoot.PAYLOAD_TYPE, changed.toJson()), keys);
  }
}
