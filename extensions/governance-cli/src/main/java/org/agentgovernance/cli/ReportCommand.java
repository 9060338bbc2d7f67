package org.agentgovernance.cli;

import picocli.CommandLine.Command;

/** What an audit log comes to. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Says what an audit log comes to.",
    footerHeading = "%nExample:%n",
    footer = "  governance report compliance audit --from 2026-01-01 --to 2026-04-01")
final class ReportCommand {}
