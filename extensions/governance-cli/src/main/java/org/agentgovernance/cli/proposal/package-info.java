/**
 * Proposes a manifest from what tools say of themselves and from labels that somebody gave them.
 * Every guess is named in the proposal, and what cannot be guessed is denied.
 */
@NullMarked
package org.agentgovernance.cli.proposal;

import org.jspecify.annotations.NullMarked;
