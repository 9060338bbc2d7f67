/**
 * Files that evidence and limits are kept in: for their owner only, never through a symbolic link,
 * replaced whole, durable when a method returns, and held by one process where that matters. For
 * the stores of this library and of its extensions. This room imports nothing of the library.
 */
@NullMarked
package org.agentgovernance.file;

import org.jspecify.annotations.NullMarked;
