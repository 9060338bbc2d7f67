/** The first steps: the code that the project's front page shows, complete and runnable. */
@NullMarked
package org.agentgovernance.examples.quickstart;

import org.jspecify.annotations.NullMarked;
