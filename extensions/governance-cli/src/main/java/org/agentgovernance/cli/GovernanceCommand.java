package org.agentgovernance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command without a subcommand: it only holds them together. */
@Command(
    name = "governance",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Checks what an AI agent may do with its tools, and what it did.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:failed",
      "2:the command line is wrong",
      "3:the manifest is not valid",
      "5:the audit log or the catalogue was tampered with"
    },
    footerHeading = "%nExample:%n",
    footer = "  governance validate --manifest agent.manifest.json")
final class GovernanceCommand {
  /** The version that the jar carries. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = GovernanceCommand.class.getPackage().getImplementationVersion();
      return new String[] {"governance " + (version == null ? "development" : version)};
    }
  }
}
