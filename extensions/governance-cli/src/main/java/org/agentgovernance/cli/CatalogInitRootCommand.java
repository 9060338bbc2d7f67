package org.agentgovernance.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.TrustRoot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the first trust root. */
@Command(
    name = "init-root",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Makes the first trust root, to be pinned in the application.",
      "A key whose file does not exist is made; its private part is never shown."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  governance catalog init-root --trust-root trust-root.json --key alice.pem \\%n"
            + "    --key bob.pem --threshold 2")
final class CatalogInitRootCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Clock clock;

  @Option(
      names = "--trust-root",
      required = true,
      paramLabel = "ROOT.json",
      description = "The file to write; it must not exist.")
  private Path root = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "KEY.pem",
      description = "A key that may sign, private or public; once for each.")
  private List<Path> files = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description = "How many of the keys must sign; 1 when nothing is said.")
  private int threshold = 1;

  @Option(
      names = "--valid",
      paramLabel = "PERIOD|TIME",
      description = "How long the root holds; P1Y when nothing is said.")
  private String valid = "P1Y";

  CatalogInitRootCommand(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Instant expires = Validity.until("--valid", valid, clock.instant());
    if (Files.exists(root)) {
      throw InputException.usage("--trust-root: " + root + " exists; use \"rotate\" to change it");
    }
    if (threshold < 1 || threshold > files.size()) {
      throw InputException.usage("--threshold: must be from 1 to the number of keys");
    }
    List<PublicKey> keys = new ArrayList<>();
    for (Path file : files) {
      if (Files.exists(file)) {
        keys.add(KeyFile.publicKey(file));
      } else {
        keys.add(KeyFile.make(file).getPublic());
        terminal
            .out()
            .println("made " + Text.safe(file + ": keep it secret; its public key is in"));
        terminal.out().println("  " + Text.safe(KeyFile.beside(file).toString()));
      }
    }
    TrustRoot made = TrustRoot.of(1, expires, threshold, keys);
    OutputFile.create("--trust-root", root, made.toJson());
    terminal.out().println("made " + Text.safe(root.toString()) + ": pin it in the application");
    RootText.print(made, terminal);
    return ExitCode.PASS;
  }
}
