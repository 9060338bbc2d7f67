/**
 * The syntax tree of a condition, as it was written: macros are kept, nothing is rewritten. Tools
 * that compare, lint or measure rules read this tree instead of parsing again. Every node knows the
 * part of the source it came from; all nodes are immutable and safe to share between threads.
 *
 * <p>The set of nodes is sealed and grows only with the language; new kinds of node are new methods
 * on {@link org.agentgovernance.condition.syntax.ExpressionVisitor} with a default that delegates
 * to {@code visitOther}, so that visitors keep compiling.
 */
@NullMarked
package org.agentgovernance.condition.syntax;

import org.jspecify.annotations.NullMarked;
