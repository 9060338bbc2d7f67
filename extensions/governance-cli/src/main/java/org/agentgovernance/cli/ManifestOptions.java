package org.agentgovernance.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.agentgovernance.catalog.CatalogVerifier;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.catalog.SignedCatalog;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.manifest.ControlState;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.PolicyCompiler;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that reads a manifest. */
final class ManifestOptions {
  @Option(
      names = "--manifest",
      required = true,
      paramLabel = "FILE",
      description = "The manifest, JSON or YAML.")
  private Path manifest = Path.of("");

  @Option(
      names = "--tools",
      paramLabel = "DESCRIPTORS.json",
      description = "What the deployed tools say of themselves, as MCP's tools/list returns it.")
  private @Nullable Path tools;

  @Mixin private final TrustRootOptions root = new TrustRootOptions();

  Path file() {
    return manifest;
  }

  /** The manifest, read and checked. */
  Manifest load() {
    return Manifest.load(manifest);
  }

  /** The descriptors, or none when none were named. */
  List<ToolDescriptor> descriptors() {
    return tools == null ? List.of() : descriptors(tools);
  }

  /** The descriptors in a file. */
  static List<ToolDescriptor> descriptors(Path file) {
    byte[] bytes = Inputs.bytes("--tools", file);
    try {
      return ToolDescriptor.parseAll(bytes);
    } catch (JsonException | GovernanceException e) {
      throw new InputException(ExitCode.INVALID_MANIFEST, file + ": " + e.getMessage());
    }
  }

  boolean hasDescriptors() {
    return tools != null;
  }

  /** Who may sign the catalogue, or null when the command line does not say. */
  @Nullable TrustRoot root() {
    return root.load();
  }

  /** Throws when the manifest does not compile with the descriptors. */
  static void compile(
      Manifest manifest, List<ToolDescriptor> descriptors, @Nullable TrustRoot trusted) {
    Function<Path, SignedCatalog> verifier =
        trusted == null
            ? null
            : new CatalogVerifier(trusted, HighWaterStore.inMemory(), Clock.systemUTC())::verify;
    PolicyCompiler.compile(
        manifest, descriptors, verifier, ControlState.inMemory(Clock.systemUTC()), List.of());
  }
}
