/**
 * The command {@code governance}: checks a manifest, explains a decision, replays recorded calls,
 * verifies an audit log, prints the schemas. Each command is a class; what they share is how they
 * read files, write to a terminal and end. Nothing here ends with a stack trace.
 */
@NullMarked
package org.agentgovernance.cli;

import org.jspecify.annotations.NullMarked;
