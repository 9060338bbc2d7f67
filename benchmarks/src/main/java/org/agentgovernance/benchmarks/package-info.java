/** What calls and decisions cost, measured with JMH. Speed is claimed from here only. */
@NullMarked
package org.agentgovernance.benchmarks;

import org.jspecify.annotations.NullMarked;
