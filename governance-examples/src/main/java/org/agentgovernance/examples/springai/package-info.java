/** A Spring AI tool-calling loop whose tools are governed. */
@NullMarked
package org.agentgovernance.examples.springai;

import org.jspecify.annotations.NullMarked;
