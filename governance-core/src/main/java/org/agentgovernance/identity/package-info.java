/** Who may ask at all: the session's agent must be the one that the manifest governs. */
@NullMarked
package org.agentgovernance.identity;

import org.jspecify.annotations.NullMarked;
