/**
 * Keeps README and docs true: snippets compile and run, manifests load, command lines work, and the
 * references list what the code has, in both directions.
 */
@NullMarked
package org.agentgovernance.docs;

import org.jspecify.annotations.NullMarked;
