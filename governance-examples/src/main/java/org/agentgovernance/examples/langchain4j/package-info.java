/** A LangChain4j AI service whose tools are governed. */
@NullMarked
package org.agentgovernance.examples.langchain4j;

import org.jspecify.annotations.NullMarked;
