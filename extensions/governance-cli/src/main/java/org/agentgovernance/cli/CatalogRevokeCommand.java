package org.agentgovernance.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.CatalogStatement;
import org.agentgovernance.catalog.TrustRoot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a catalogue that revokes tools. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Signs the next version of the catalogue, in which tools are revoked.",
      "Without a version every version of the tool is."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  governance catalog revoke --trust-root trust-root.json --key alice.pem \\%n"
            + "    --catalog catalog.dsse.json send_money@1.2.0")
final class CatalogRevokeCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final Clock clock;

  @Mixin private final TrustRootOptions root = new TrustRootOptions();
  @Mixin private final SigningOptions signing = new SigningOptions();

  @Option(
      names = "--catalog",
      required = true,
      paramLabel = "CATALOG.json",
      description = "The catalogue: the version before, and where the next one is written.")
  private Path catalog = Path.of("");

  @Option(
      names = "--valid",
      paramLabel = "PERIOD|TIME",
      description = "How long the catalogue holds; as before when nothing is said.")
  private @Nullable String valid;

  @Parameters(
      arity = "1..*",
      paramLabel = "TOOL[@VERSION]",
      description = "What is revoked from now on.")
  private List<String> tools = List.of();

  CatalogRevokeCommand(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    TrustRoot trusted = root.require();
    Inputs.check("--catalog", catalog);
    CatalogStatement before = CatalogFile.previous(catalog, trusted);
    if (before == null) {
      throw InputException.usage("--catalog: " + catalog + " does not exist");
    }
    Set<String> revoked = new TreeSet<>(before.revoked());
    for (String tool : tools) {
      boolean known =
          before.entries().values().stream()
              .anyMatch(
                  entry ->
                      tool.equals(entry.descriptor().name())
                          || tool.equals(entry.descriptor().name() + "@" + entry.version()));
      if (!known) {
        throw InputException.usage("the catalogue lists no \"" + tool + "\", so it is refused now");
      }
      revoked.add("tool/" + tool);
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    CatalogStatement next =
        CatalogStatement.of(
            before.version() + 1,
            now,
            valid == null ? before.expires() : Validity.until("--valid", valid, now),
            before.entries().values(),
            revoked);
    CatalogFile.write(
        catalog,
        SigningOptions.sign(next.toEnvelope(), signing.keys(), trusted),
        trusted,
        terminal);
    return ExitCode.PASS;
  }
}
