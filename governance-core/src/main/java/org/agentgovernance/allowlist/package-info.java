/**
 * Block by default: a tool that the manifest does not list, or that the session's task does not
 * include, cannot run.
 */
@NullMarked
package org.agentgovernance.allowlist;

import org.jspecify.annotations.NullMarked;
