/**
 * Questions to an audit log: which records match, what happened in a session, what a period comes
 * to. Everything is computed from the log alone, in one pass after it was verified; memory does not
 * grow with the log. What is said about damage comes from the verifier.
 */
@NullMarked
package org.agentgovernance.cli.questions;

import org.jspecify.annotations.NullMarked;
