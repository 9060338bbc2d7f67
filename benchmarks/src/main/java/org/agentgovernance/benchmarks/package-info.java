/** JMH benchmarks. */
@NullMarked
package org.agentgovernance.benchmarks;

import org.jspecify.annotations.NullMarked;
