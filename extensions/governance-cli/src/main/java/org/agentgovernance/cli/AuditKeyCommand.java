package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.checkpoint.CheckpointKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a public key with the log's name. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Prints a log's public key with its name (name+hash+key), as verifiers and",
      "witnesses take it, from the PEM file that `openssl pkey -pubout` writes."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit key example.com/refund-agent/audit public.pem --out audit.pub")
final class AuditKeyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "NAME", description = "The log's name.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "The public key as PEM.")
  private Path file = Path.of("");

  @Mixin private final AuditOutput output = new AuditOutput();

  AuditKeyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    CheckpointKey key = AuditEvidenceOptions.key(file, name);
    output.write(terminal, out -> out.print(key + "\n"));
    return ExitCode.PASS;
  }
}
