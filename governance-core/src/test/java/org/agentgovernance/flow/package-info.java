/** Tests of information flow. */
@NullMarked
package org.agentgovernance.flow;

import org.jspecify.annotations.NullMarked;
