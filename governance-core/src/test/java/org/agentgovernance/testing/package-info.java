/** What tests of several packages share. */
@NullMarked
package org.agentgovernance.testing;

import org.jspecify.annotations.NullMarked;
