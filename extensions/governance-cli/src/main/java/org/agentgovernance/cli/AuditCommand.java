package org.agentgovernance.cli;

import picocli.CommandLine.Command;

/** What can be done with an audit log. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Works on an audit log.",
    footerHeading = "%nExample:%n",
    footer = "  governance audit verify audit")
final class AuditCommand {}
