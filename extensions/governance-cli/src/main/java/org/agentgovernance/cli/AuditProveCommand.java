package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditArchive;
import org.agentgovernance.checkpoint.LogProof;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Proves that a record is in the log. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Prints a proof that one record is in the log of the newest checkpoint:",
      "the record, the hashes up to the root and the signed checkpoint (C2SP",
      "tlog-proof). It stands alone; `audit verify --proof` checks it."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit prove audit 42 --out 42.tlog-proof")
final class AuditProveCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Parameters(index = "1", paramLabel = "SEQ", description = "The number of the record.")
  private long seq;

  @Mixin private final AuditOutput output = new AuditOutput();

  AuditProveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    LogProof proof = new AuditArchive(log).prove(seq);
    output.write(terminal, out -> out.print(proof));
    return ExitCode.PASS;
  }
}
