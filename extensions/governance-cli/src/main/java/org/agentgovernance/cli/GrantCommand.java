package org.agentgovernance.cli;

import picocli.CommandLine.Command;

/** What can be done with an approval that is given in advance. */
@Command(
    name = "grant",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Signs and shows standing grants: approvals given in advance.",
    footerHeading = "%nExample:%n",
    footer = "  governance grant show --trust-root trust-root.json recall.dsse.json")
final class GrantCommand {}
