/** Tests of the signed catalogue: each attack on it by name. */
@NullMarked
package org.agentgovernance.catalog;

import org.jspecify.annotations.NullMarked;
