/**
 * Information flow: what a session has read limits what it may do next. Each output carries a label
 * of integrity and confidentiality, the session collects the worst of them, and a tool says what it
 * accepts.
 */
@NullMarked
package org.agentgovernance.flow;

import org.jspecify.annotations.NullMarked;
