package org.agentgovernance.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditOptions;
import org.agentgovernance.audit.Erasure;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Erases personal values beside a log. */
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Erases the personal values that stand beside the log (arguments: personal),",
      "of one call or of one user. A record says so; the log verifies as before.",
      "The log must not be in use: a running process calls AuditLog.erase itself."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit erase audit --user u-4711 --signer audit.key --name LOG")
final class AuditEraseCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Option(names = "--call", paramLabel = "ID", description = "The call, as its records name it.")
  private @Nullable String call;

  @Option(names = "--user", paramLabel = "ID", description = "The user, as the records name it.")
  private @Nullable String user;

  @Option(
      names = "--signer",
      paramLabel = "FILE",
      description = "The log's private key (PEM), so that the record is signed.")
  private @Nullable Path signer;

  @Option(names = "--name", paramLabel = "NAME", description = "The log's name, for the signer.")
  private @Nullable String name;

  AuditEraseCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    String one = call;
    String all = user;
    if ((one == null) == (all == null)) {
      throw InputException.usage("say whose values: --call or --user");
    }
    if (!Files.isDirectory(log)) {
      throw InputException.usage("there is no audit log at " + log);
    }
    Erasure what = one == null ? Erasure.ofUser(String.valueOf(all)) : Erasure.ofCall(one);
    try (AuditLog open = AuditLog.open(log, options())) {
      long erased = open.erase(what);
      terminal.out().println("erased " + erased + (erased == 1 ? " value" : " values"));
    }
    return ExitCode.PASS;
  }

  private AuditOptions options() throws IOException {
    Path key = signer;
    String origin = name;
    if ((key == null) != (origin == null)) {
      throw InputException.usage("--signer and --name belong together");
    }
    if (key == null || origin == null) {
      return AuditOptions.defaults();
    }
    Inputs.check("--signer", key);
    try {
      return AuditOptions.defaults().withSigner(CheckpointSigner.ed25519(origin, key));
    } catch (IllegalArgumentException e) {
      throw InputException.usage("--signer: " + e.getMessage());
    } catch (IOException e) {
      throw InputException.usage("--signer: " + e.getMessage());
    }
  }
}
