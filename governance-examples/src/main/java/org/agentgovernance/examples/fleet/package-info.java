/** Two processes that share one daily budget in a PostgreSQL. */
@NullMarked
package org.agentgovernance.examples.fleet;

import org.jspecify.annotations.NullMarked;
