/** What the framework examples share: a manifest for an order desk, and what has become of it. */
@NullMarked
package org.agentgovernance.examples.orders;

import org.jspecify.annotations.NullMarked;
