package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditArchive;
import org.agentgovernance.audit.HeldEvidence;
import org.agentgovernance.checkpoint.MerkleProofs;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.checkpoint.SignedCheckpoint.Trust;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the newest checkpoint, to be kept elsewhere. */
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Prints the newest signed checkpoint. Keep it where the log's writer cannot",
      "reach it: `audit verify --checkpoint` then notices what is cut off or",
      "rewritten. With --since, first proves that an older one is its beginning."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit checkpoint audit --out kept.checkpoint")
final class AuditCheckpointCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Option(
      names = "--since",
      paramLabel = "FILE",
      description = "An older checkpoint that was kept.")
  private @Nullable Path since;

  @Option(names = "--key", paramLabel = "FILE", description = "A public key that must have signed.")
  private @Nullable Path key;

  @Option(names = "--name", paramLabel = "NAME", description = "The log's name, for a PEM key.")
  private @Nullable String name;

  @Mixin private final AuditOutput output = new AuditOutput();

  AuditCheckpointCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    AuditArchive archive = new AuditArchive(log);
    SignedCheckpoint newest = archive.checkpoint();
    if (newest == null) {
      throw new InputException(ExitCode.FAILED, log + " holds no checkpoint");
    }
    HeldEvidence held = HeldEvidence.none();
    Path file = key;
    if (file != null) {
      held = held.withKey(AuditEvidenceOptions.key(file, name));
      if (newest.trust(held.keys()) != Trust.SIGNED) {
        return tampered("the newest checkpoint is not signed by that key");
      }
    }
    Path older = since;
    if (older != null && !extended(AuditEvidenceOptions.checkpoint("--since", older), newest)) {
      return tampered("the checkpoint that was kept is not the beginning of the newest one");
    }
    output.write(terminal, out -> out.print(newest));
    return ExitCode.PASS;
  }

  private boolean extended(SignedCheckpoint older, SignedCheckpoint newest) {
    long size = older.checkpoint().size();
    return size <= newest.checkpoint().size()
        && (size == 0
            || MerkleProofs.consistent(
                size,
                older.checkpoint().root(),
                newest.checkpoint().size(),
                newest.checkpoint().root(),
                new AuditArchive(log).consistency(size)));
  }

  private int tampered(String why) {
    terminal.err().println("governance: tampered: " + why);
    return ExitCode.TAMPERED;
  }
}
