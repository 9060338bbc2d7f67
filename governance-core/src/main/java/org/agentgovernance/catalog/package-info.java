/** Is this exactly the tool that was reviewed: its descriptor, its digest, its version. */
@NullMarked
package org.agentgovernance.catalog;

import org.jspecify.annotations.NullMarked;
