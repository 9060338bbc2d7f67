/**
 * Replays recorded calls through a policy. Lines come in, are read strictly, drive a virtual clock
 * and the calls of their sessions, and each call's answer goes out. What a tool once returned
 * stands in for the tool, so nothing real runs.
 *
 * <p>Memory stays flat: one line is held at a time, requests for approval that nobody answers are
 * withdrawn, and sessions that were not used for longest are closed when there are too many.
 */
@NullMarked
package org.agentgovernance.cli.replay;

import org.jspecify.annotations.NullMarked;
