/**
 * Stores in a database that many processes share: budgets that hold across machines, orders that a
 * fleet obeys within a second, requests to people that any process can decide, and the highest
 * catalogue versions. PostgreSQL is what they are made for; H2 serves for trying them out. Begin at
 * {@link org.agentgovernance.jdbc.GovernanceDatabase}.
 */
@NullMarked
package org.agentgovernance.jdbc;

import org.jspecify.annotations.NullMarked;
