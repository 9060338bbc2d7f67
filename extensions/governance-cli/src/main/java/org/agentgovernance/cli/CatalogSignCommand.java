package org.agentgovernance.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.CatalogEntry;
import org.agentgovernance.catalog.CatalogStatement;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.manifest.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Signs the next catalogue. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Signs the next version of the catalogue from reviewed descriptors.",
      "What the catalogue in --catalog revokes stays revoked. Read what you sign with",
      "\"governance catalog diff\" first."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  governance catalog sign --trust-root trust-root.json --key alice.pem \\%n"
            + "    --tools tools.json --manifest agent.manifest.json \\%n"
            + "    --catalog catalog.dsse.json")
final class CatalogSignCommand implements Callable<Integer> {
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
      names = "--tools",
      paramLabel = "DESCRIPTORS.json",
      description = "The reviewed descriptors, as MCP's tools/list returns them.")
  private @Nullable Path tools;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = "Takes the tools that this manifest lists, in its versions.")
  private @Nullable Path manifest;

  @Option(
      names = "--tool-version",
      paramLabel = "VERSION",
      description = "Takes all tools, in this version.")
  private @Nullable String toolVersion;

  @Option(
      names = "--valid",
      paramLabel = "PERIOD|TIME",
      description = "How long the catalogue holds; P90D when nothing is said.")
  private String valid = "P90D";

  @Option(
      names = "--add-signature",
      description = "Only adds signatures to the catalogue as it stands.")
  private boolean addSignature;

  CatalogSignCommand(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    TrustRoot trusted = root.require();
    DsseEnvelope envelope = addSignature ? begun() : next(trusted).toEnvelope();
    CatalogFile.write(
        catalog, SigningOptions.sign(envelope, signing.keys(), trusted), trusted, terminal);
    return ExitCode.PASS;
  }

  private DsseEnvelope begun() {
    if (tools != null || manifest != null || toolVersion != null) {
      throw InputException.usage("--add-signature changes nothing, so it takes no tools");
    }
    Inputs.check("--catalog", catalog);
    return DsseEnvelope.load(catalog);
  }

  private CatalogStatement next(TrustRoot trusted) {
    if (tools == null || (manifest == null) == (toolVersion == null)) {
      throw InputException.usage(
          "give --tools, and --manifest or --tool-version for the versions of the tools");
    }
    List<CatalogEntry> entries = entries(tools);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    CatalogStatement before = CatalogFile.previous(catalog, trusted);
    return CatalogStatement.of(
        before == null ? 1 : before.version() + 1,
        now,
        Validity.until("--valid", valid, now),
        entries,
        before == null ? Set.of() : before.revoked());
  }

  private List<CatalogEntry> entries(Path file) {
    Map<String, String> versions = new HashMap<>();
    if (manifest != null) {
      Object listed = Manifest.load(manifest).asMap().get("tools");
      for (Object tool : listed instanceof List<?> list ? list : List.of()) {
        Map<String, @Nullable Object> map = Json.object(tool);
        versions.put(String.valueOf(map.get("name")), String.valueOf(map.get("version")));
      }
    }
    List<CatalogEntry> entries = new ArrayList<>();
    try {
      for (ToolDescriptor tool : ToolDescriptor.parseAll(Inputs.bytes("--tools", file))) {
        String version = manifest == null ? toolVersion : versions.remove(tool.name());
        if (version != null) {
          entries.add(new CatalogEntry(version, tool));
        }
      }
    } catch (JsonException | GovernanceException | IllegalArgumentException e) {
      throw InputException.usage("--tools: " + file + ": " + e.getMessage());
    }
    if (!versions.isEmpty()) {
      throw InputException.usage(
          "--tools: " + file + " has no descriptor of " + String.join(", ", versions.keySet()));
    }
    return entries;
  }
}
