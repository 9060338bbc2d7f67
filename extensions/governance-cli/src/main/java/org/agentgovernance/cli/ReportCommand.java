package org.agentgovernance.cli;

import picocli.CommandLine.Command;

/** What can be told from an audit log. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Makes reports from an audit log.",
    footerHeading = "%nExample:%n",
    footer = "  governance report cost audit --by team,project")
final class ReportCommand {}
