package org.agentgovernance.cli;

import picocli.CommandLine.Command;

/** What can be done with a signed catalogue of tools. */
@Command(
    name = "catalog",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Signs and verifies the catalogue of reviewed tools.",
    footerHeading = "%nExample:%n",
    footer = "  governance catalog diff catalog.dsse.json tools.json")
final class CatalogCommand {}
