package org.agentgovernance.cli;

import picocli.CommandLine.Command;

/** What an operator can order from outside the process. */
@Command(
    name = "control",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Stops agents from outside, by the file that their governors watch.",
      "To lift an order, use the governor's own control: that is recorded first."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance control status audit-control/orders.json")
final class ControlCommand {}
