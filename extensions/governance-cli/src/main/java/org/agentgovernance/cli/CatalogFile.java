package org.agentgovernance.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import org.agentgovernance.catalog.CatalogStatement;
import org.agentgovernance.catalog.CatalogVerifier;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.catalog.TrustRoot;
import org.jspecify.annotations.Nullable;

/** The catalogue that a command changes. */
final class CatalogFile {
  private CatalogFile() {}

  /**
   * The catalogue to go on from, or null when there is none yet. It must be signed; that it has
   * expired since does not matter.
   */
  static @Nullable CatalogStatement previous(Path file, TrustRoot root) {
    if (!Files.exists(file)) {
      return null;
    }
    DsseEnvelope envelope = DsseEnvelope.load(file);
    Clock then =
        SigningOptions.complete(envelope, root)
            ? Clock.fixed(CatalogStatement.read(envelope).issued(), ZoneOffset.UTC)
            : Clock.systemUTC(); // the verifier says what is wrong before it looks at the time
    return new CatalogVerifier(root, HighWaterStore.inMemory(), then).verify(envelope).statement();
  }

  static void write(Path file, DsseEnvelope signed, TrustRoot root, Terminal terminal) {
    CatalogStatement statement = CatalogStatement.read(signed);
    OutputFile.replace("--catalog", file, signed.toJson());
    terminal.out().println("signed " + Text.safe(file.toString()));
    print(statement, terminal);
    terminal.out().println("  signed by    " + SigningOptions.progress(signed, root));
    terminal
        .out()
        .println(
            SigningOptions.complete(signed, root)
                ? "complete: deploy it beside the manifest"
                : "incomplete: pass it on to the holder of another key, who runs\n"
                    + "  governance catalog sign --add-signature");
  }

  static void print(CatalogStatement statement, Terminal terminal) {
    terminal.out().println("  version      " + statement.version());
    terminal.out().println("  issued       " + statement.issued());
    terminal.out().println("  expires      " + statement.expires());
    terminal.out().println("  tools        " + statement.entries().size());
    for (String revoked : statement.revoked()) {
      terminal.out().println("  revoked      " + revoked);
    }
  }
}
