package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.List;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say who may sign. */
final class TrustRootOptions {
  @Option(
      names = "--trust-root",
      paramLabel = "ROOT.json",
      description = "Who may sign, as the application pins it.")
  private @Nullable Path root;

  @Option(
      names = "--rotation",
      paramLabel = "ROTATION.json",
      description = "A signed successor of the trust root; once for each, in order.")
  private List<Path> rotations = List.of();

  /** The root with its successors, or null when none was named. */
  @Nullable TrustRoot load() {
    Path file = root;
    if (file == null) {
      if (!rotations.isEmpty()) {
        throw InputException.usage("--rotation needs --trust-root");
      }
      return null;
    }
    Inputs.check("--trust-root", file);
    TrustRoot current = TrustRoot.load(file);
    for (Path rotation : rotations) {
      Inputs.check("--rotation", rotation);
      current = current.rotate(DsseEnvelope.load(rotation));
    }
    return current;
  }

  TrustRoot require() {
    TrustRoot loaded = load();
    if (loaded == null) {
      throw InputException.usage("--trust-root is needed: the file that says who may sign");
    }
    return loaded;
  }
}
