package org.agentgovernance.cli;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Signs the next trust root. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Signs the next trust root: other keys, another threshold, a later end.",
      "As many keys as the old root asks for and as many as the new one asks for must",
      "sign. Where --out exists already, its content stays and signatures are added."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  governance catalog rotate --trust-root trust-root.json --remove 3f9a01c2 \\%n"
            + "    --add carol.pem.pub --key alice.pem --out root-2.json")
final class CatalogRotateCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Clock clock;

  @Mixin private final TrustRootOptions root = new TrustRootOptions();
  @Mixin private final SigningOptions signing = new SigningOptions();

  @Option(names = "--add", paramLabel = "KEY.pem", description = "A key to add, public or private.")
  private List<Path> added = List.of();

  @Option(
      names = "--remove",
      paramLabel = "ID",
      description = "A key to remove: the first digits of its id.")
  private List<String> removed = List.of();

  @Option(names = "--threshold", paramLabel = "N", description = "How many keys must sign.")
  private @Nullable Integer threshold;

  @Option(
      names = "--valid",
      paramLabel = "PERIOD|TIME",
      description = "How long the next root holds; P1Y when nothing is said.")
  private @Nullable String valid;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "ROTATION.json",
      description = "The signed next root.")
  private Path out = Path.of("");

  CatalogRotateCommand(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    NextRoot next = new NextRoot(terminal, root.require(), out);
    if (next.begun()) {
      if (!added.isEmpty() || !removed.isEmpty() || threshold != null || valid != null) {
        throw InputException.usage(
            "--out: "
                + out
                + " exists, so only signatures are added; name another file to change"
                + " what it says");
      }
      return next.sign(next.load(), signing.keys());
    }
    Instant expires = Validity.until("--valid", valid == null ? "P1Y" : valid, clock.instant());
    List<PublicKey> keys = added.stream().map(KeyFile::publicKey).toList();
    TrustRoot changed = next.change(keys, removed, threshold, expires);
    return next.sign(DsseEnvelope.of(TrustRoot.PAYLOAD_TYPE, changed.toJson()), signing.keys());
  }
}
