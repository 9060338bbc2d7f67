package org.agentgovernance.cli;

import picocli.CommandLine.Command;

/** What can be done to get a manifest. */
@Command(
    name = "manifest",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Works on a manifest.",
    footerHeading = "%nExample:%n",
    footer = "  governance manifest init --tools tools.json")
final class ManifestCommand {}
